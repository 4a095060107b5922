/** Writes src/contract/generated/api.ts, the TypeScript types of openapi/learngene.yaml: `npm run generate`. */
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const contract = new URL("../openapi/learngene.yaml", import.meta.url);

export const generatedTypes = new URL("../src/contract/generated/api.ts", import.meta.url);

/** The text of the generated file. */
export async function apiTypes(): Promise<string> {
  const banner = "// Generated from openapi/learngene.yaml by `npm run generate`; do not edit.\n\n";
  return banner + astToString(await openapiTS(contract));
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(generatedTypes, await apiTypes());
}
