/** Writes docs/reference/api.md from openapi/learngene.yaml: `npm run generate`. */
import { mkdir, writeFile } from "node:fs/promises";
import type { OpenAPIV3 } from "express-openapi-validator/dist/framework/types.js";
import { format, resolveConfig } from "prettier";
import { parametersOf, readContract } from "../src/server/contract.js";
import { scopedOperations } from "../src/server/access/contract-scopes.js";
import { code, markdownTable } from "./option-row.js";

const page = new URL("../docs/reference/api.md", import.meta.url);
const contract = readContract();

/** The text of the page. */
export async function apiReference(): Promise<string> {
  const { tags = [], info } = contract;
  const operations = scopedOperations(contract);
  const text = [
    "<!-- Made from openapi/learngene.yaml by `npm run generate`; do not edit. -->",
    "# HTTP",
    info.description ?? "",
    ...tags.flatMap((tag) => [
      `## ${tag.name.charAt(0).toUpperCase()}${tag.name.slice(1)}`,
      tag.description ?? "",
      ...operations.flatMap(({ path, method, scope }) => {
        const operation = contract.paths?.[path]?.[method];
        return operation?.tags?.includes(tag.name) === true ? [section(path, method, scope, operation)] : [];
      }),
    ]),
  ].join("\n\n");
  return format(text, { ...(await resolveConfig(page)), parser: "markdown" });
}

function section(path: string, method: string, scope: string, operation: OpenAPIV3.OperationObject): string {
  const parameters = parametersOf(contract, path, method.toUpperCase());
  return [
    `### ${operation.summary ?? ""}`,
    `\`${method.toUpperCase()} ${path}\`, scope \`${scope}\``,
    operation.description ?? "",
    ...(parameters.length === 0
      ? []
      : [
          markdownTable(
            ["parameter", "in", "what it says"],
            parameters.map(({ name, in: place, description = "" }) => [
              code(name),
              place,
              description.trim(),
            ]),
          ),
        ]),
    ...bodyOf(operation),
    ...answersOf(operation),
  ].join("\n\n");
}

function bodyOf({ requestBody }: OpenAPIV3.OperationObject): string[] {
  if (requestBody === undefined || "$ref" in requestBody) {
    return [];
  }
  const kinds = Object.entries(requestBody.content).map(
    ([type, { schema }]) => `${code(type)}${nameOf(schema)}`,
  );
  return [`Body: ${kinds.join(" or ")}.`];
}

/** What is answered when all is well; of errors, which are the same everywhere, the statuses. */
function answersOf({ responses = {} }: OpenAPIV3.OperationObject): string[] {
  const statuses = Object.keys(responses);
  const errors = statuses.filter((status) => Number(status) >= 400);
  const rows = statuses
    .filter((status) => Number(status) < 400)
    .map((status) => [status, answerOf(status, responses[status])]);
  return [
    markdownTable(["status", "answer"], rows),
    ...(errors.length === 0 ? [] : [`Errors: ${errors.join(", ")}.`]),
  ];
}

function answerOf(
  status: string,
  given: OpenAPIV3.ReferenceObject | OpenAPIV3.ResponseObject | undefined,
): string {
  const response =
    given !== undefined && "$ref" in given
      ? contract.components.responses?.[given.$ref.replace(/.*\//, "")]
      : given;
  if (response === undefined || "$ref" in response) {
    throw new Error(`the answer ${status} is not in the contract's components`);
  }
  return `${response.description.trim()}${nameOf(response.content?.["application/json"]?.schema)}`;
}

/** A schema's name, if it has one. */
function nameOf(schema: OpenAPIV3.ReferenceObject | OpenAPIV3.SchemaObject | undefined): string {
  return schema !== undefined && "$ref" in schema ? ` ${code(schema.$ref.replace(/.*\//, ""))}` : "";
}

if (process.argv[1] === import.meta.filename) {
  await mkdir(new URL(".", page), { recursive: true });
  await writeFile(page, await apiReference());
}
