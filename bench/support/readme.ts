import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { writeText } from "./provenance.js";

/** Markdown with what stands between `<!-- NAME -->` and `<!-- /NAME -->` replaced. Throws where there is no such part. */
export function replacePart(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`no part ${name}`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** A Markdown file with a part replaced, laid out as Prettier wants it. */
export async function fileWith(path: string, name: string, content: string): Promise<string> {
  const text = replacePart(await readFile(path, "utf8"), name, content);
  return format(text, { ...(await resolveConfig(path)), parser: "markdown" });
}

/** Replaces a part of a Markdown file. */
export async function updatePart(path: string, name: string, content: string): Promise<void> {
  await writeText(path, await fileWith(path, name, content));
}

/** The README with a part replaced. */
export function readmeWith(name: string, content: string): Promise<string> {
  return fileWith("README.md", name, content);
}

/** Replaces a part of README.md. */
export function updateReadme(name: string, content: string): Promise<void> {
  return updatePart("README.md", name, content);
}
