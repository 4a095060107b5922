/**
 * Writes a document's snippets as one shell script, in order: those in `sh` as they are, those in `python` and `js` run from a
 * file. `tsx scripts/check/snippets.ts DOCUMENT`; the script expects `learngene`, `python` and `node` on its path.
 */
import { readFileSync } from "node:fs";

const [document = ""] = process.argv.slice(2);
const runners = { sh: undefined, python: "python", js: "node" } as const;

const parts = [...readFileSync(document, "utf8").matchAll(/^```(sh|python|js)\n(.*?)^```$/gms)].map(
  ([, language = "", text = ""], i) => {
    const runner = runners[language as keyof typeof runners];
    const file = `snippet-${i}.${language === "js" ? "mjs" : "py"}`;
    return runner === undefined ? text : `cat > ${file} <<'SNIPPET'\n${text}SNIPPET\n${runner} ${file}`;
  },
);
if (parts.length === 0) {
  throw new Error(`${document} has no snippets`);
}
process.stdout.write(`${["set -ex", ...parts].join("\n")}\n`);
