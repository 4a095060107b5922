/** Writes the table of settings in docs/operations.md, from the command line of `learngene serve`: `npm run generate`. */
import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { serveCommand } from "../src/cli/commands/serve.js";
import { code, markdownTable, optionRow } from "./option-row.js";

export const operationsPage = new URL("../docs/operations.md", import.meta.url);

const [start, end] = ["<!-- settings: npm run generate -->", "<!-- /settings -->"];

/** Of the environment alone, with what each means and its default. */
const environment: readonly (readonly [name: string, meaning: string, standard: string])[] = [
  ["LEARNGENE_S3_PREFIX", "what all keys in the bucket start with, such as learngene/", "nothing"],
  [
    "LEARNGENE_S3_PATH_STYLE",
    "true or false: whether the bucket stands in the path",
    "true with an endpoint",
  ],
  ["LEARNGENE_S3_SSE", "encryption of what is stored, AES256 or aws:kms", "the bucket's own"],
  ["LEARNGENE_S3_SSE_KMS_KEY", "the key of aws:kms", "AWS's own for S3"],
  [
    "LEARNGENE_S3_TIMEOUT",
    "milliseconds that the bucket's server may keep silent; it is asked three times",
    "5000",
  ],
  ["LEARNGENE_DEBUG", "1: what goes wrong is written with its stack", "nothing"],
];

/** The page as it should be, given the page as it is. */
export async function withSettings(page: string): Promise<string> {
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`docs/operations.md has no ${start} with ${end} after it`);
  }
  const whole = `${page.slice(0, before)}${start}\n\n${table()}\n\n${page.slice(after)}`;
  return format(whole, { ...(await resolveConfig(operationsPage)), parser: "markdown" });
}

function table(): string {
  const { options } = serveCommand(new AbortController().signal);
  const variables = environment.map(([name, meaning, standard]) => ["", code(name), meaning, standard]);
  return markdownTable(
    ["flag", "environment", "what it says", "default"],
    [...options.map(optionRow), ...variables],
  );
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(operationsPage, await withSettings(await readFile(operationsPage, "utf8")));
}
