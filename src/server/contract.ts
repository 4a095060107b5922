import { readFileSync } from "node:fs";
import type { OpenAPIV3 } from "express-openapi-validator/dist/framework/types.js";
import { parse } from "yaml";

/** The HTTP contract, as written in `openapi/learngene.yaml`. */
export type Contract = OpenAPIV3.DocumentV3_1;

// The same from src/ and from dist/: both lie beside openapi/.
const contractFile = new URL("../../openapi/learngene.yaml", import.meta.url);

/** Reads the contract that comes with the program. */
export function readContract(): Contract {
  const document: unknown = parse(readFileSync(contractFile, "utf8"));
  if (!isContract(document)) {
    throw new Error("openapi/learngene.yaml is no OpenAPI 3.1 document");
  }
  return document;
}

function isContract(document: unknown): document is Contract {
  return (
    typeof document === "object" &&
    document !== null &&
    "openapi" in document &&
    typeof document.openapi === "string" &&
    document.openapi.startsWith("3.1.") &&
    "paths" in document
  );
}

/**
 * The contract as requests are checked by it: without the rules of names, of which the registry tells the one that is
 * broken.
 */
export function withoutNameRules(contract: Contract): Contract {
  const { schemas } = contract.components;
  return {
    ...contract,
    components: { ...contract.components, schemas: { ...schemas, NamePart: { type: "string" } } },
  };
}

/** The contract with a `HEAD` beside every `GET`, as HTTP wants and documents leave unsaid. */
export function withHead(contract: Contract): Contract {
  const paths = Object.entries(contract.paths ?? {}).map(([path, item]) => [
    path,
    item.get === undefined ? item : { ...item, head: headOf(item.get) },
  ]);
  return { ...contract, paths: Object.fromEntries(paths) as Contract["paths"] };
}

function headOf(operation: OpenAPIV3.OperationObject): OpenAPIV3.OperationObject {
  return { ...structuredClone(operation), operationId: `${operation.operationId ?? ""}Head` };
}

/** A parameter of an operation, its references followed. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: OpenAPIV3.SchemaObject;
  readonly description?: string | undefined;
  readonly example?: unknown;
}

/** The parameters of the operation of that path, as the contract writes it, and method. */
export function parametersOf(contract: Contract, path: string, method: string): Parameter[] {
  const item = contract.paths?.[path];
  const operation = method === "GET" || method === "HEAD" ? item?.get : operationOf(item, method);
  return [...(item?.parameters ?? []), ...(operation?.parameters ?? [])].flatMap((given) => {
    const parameter =
      "$ref" in given ? contract.components.parameters?.[given.$ref.replace(/.*\//, "")] : given;
    if (parameter === undefined || "$ref" in parameter) {
      return [];
    }
    const { name, in: place, description } = parameter;
    const example: unknown = parameter.example;
    const schema = schemaOf(contract, parameter.schema);
    return schema === undefined ? [] : [{ name, in: place, schema, description, example }];
  });
}

function schemaOf(
  { components }: Contract,
  schema: OpenAPIV3.ReferenceObject | OpenAPIV3.SchemaObject | undefined,
): OpenAPIV3.SchemaObject | undefined {
  const found =
    schema !== undefined && "$ref" in schema ? components.schemas?.[schema.$ref.replace(/.*\//, "")] : schema;
  return found === undefined || "$ref" in found ? undefined : found;
}

function operationOf(
  item: OpenAPIV3.PathItemObject | undefined,
  method: string,
): OpenAPIV3.OperationObject | undefined {
  switch (method) {
    case "POST":
      return item?.post;
    case "PUT":
      return item?.put;
    case "PATCH":
      return item?.patch;
    case "DELETE":
      return item?.delete;
    default:
      return undefined;
  }
}
