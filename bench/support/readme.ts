import { readFile, writeFile } from "node:fs/promises";

/** `text` with what stands between `<!-- NAME -->` and `<!-- /NAME -->` replaced. Throws where there is no such part. */
export function replacePart(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`no part ${name}`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** Replaces a part of README.md. */
export async function updateReadme(name: string, content: string): Promise<void> {
  await writeFile("README.md", replacePart(await readFile("README.md", "utf8"), name, content));
}
