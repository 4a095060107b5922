import type { Parameter } from "../contract.js";

/** What the error messages read of a schema. */
export interface ValueDescription {
  readonly type?: string | string[] | undefined;
  readonly enum?: unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly items?: unknown;
}

/** A schema in words, after "must be": `a whole number from 1 to 1024`. */
export function describeSchema(schema: ValueDescription): string {
  if (schema.enum !== undefined) {
    return `one of ${schema.enum.map(String).join(", ")}`;
  }
  switch (schema.type) {
    case "integer":
      return `a whole number${rangeOf(schema.minimum, schema.maximum, "")}`;
    case "number":
      return `a number${rangeOf(schema.minimum, schema.maximum, "")}`;
    case "array":
      return `whole numbers with commas between them${itemRange(schema.items)}`;
    case "string": {
      const matching = schema.pattern === undefined ? "" : ` matching ${schema.pattern}`;
      return `text${rangeOf(schema.minLength, schema.maxLength, " characters")}${matching}`;
    }
    default:
      return "as the contract at /openapi.json says";
  }
}

/** A parameter as a sentence that helps: `Give depth as a whole number from 1 to 1024, such as depth=9.` */
export function parameterFix({ name, schema, example }: Parameter): string {
  const such = example === undefined ? "" : `, such as ${name}=${exampleText(example)}`;
  return `Give ${name} as ${describeSchema(schema)}${such}.`;
}

function exampleText(example: unknown): string {
  return Array.isArray(example) ? example.map(String).join(",") : JSON.stringify(example).replaceAll('"', "");
}

function rangeOf(minimum: number | undefined, maximum: number | undefined, unit: string): string {
  if (minimum !== undefined && maximum !== undefined) {
    return ` ${unit === "" ? "from" : "of"} ${minimum} to ${maximum}${unit}`;
  }
  if (minimum !== undefined) {
    return ` of at least ${minimum}${unit}`;
  }
  return maximum === undefined ? "" : ` of at most ${maximum}${unit}`;
}

function itemRange(items: unknown): string {
  if (typeof items !== "object" || items === null || !("minimum" in items) || !("maximum" in items)) {
    return "";
  }
  return `, each from ${String(items.minimum)} to ${String(items.maximum)}`;
}
