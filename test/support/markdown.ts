/** Commands of a document, a line each, from its blocks of that language; comments at their ends left out. */
export function documentedCommands(markdown: string, language: string): string[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return blocks
    .filter(([, name]) => name === language)
    .flatMap(([, , text = ""]) => text.replaceAll(/\\\n\s*/g, "").split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "");
}
