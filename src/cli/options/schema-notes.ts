import { z } from "zod";

/** A part of a recipe's schema as JSON Schema says it: the little of it that flags are made from. */
export interface SchemaPart {
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: SchemaPart;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly oneOf?: readonly SchemaPart[];
}

/** What a schema takes in, as JSON Schema. */
export function schemaNotes(schema: z.ZodType): SchemaPart {
  return z.toJSONSchema(schema, { io: "input" }) as SchemaPart;
}

/** The part at a path, and whether every object on the way to it calls for it. */
export function partAt(whole: SchemaPart, path: readonly string[]): { part: SchemaPart; required: boolean } {
  let part = whole;
  let required = true;
  for (const key of path) {
    // A union of one family, so far: its first member that has the key.
    const owner = [part, ...(part.oneOf ?? [])].find(({ properties }) => properties?.[key] !== undefined);
    const inner = owner?.properties?.[key];
    if (owner === undefined || inner === undefined) {
      throw new Error(`the schema has no ${path.join(".")}`);
    }
    required &&= owner.required?.includes(key) ?? false;
    part = inner;
  }
  return { part, required };
}

/** What values a part takes, in words: `a whole number from 1 to 1024`; undefined where words do not do. */
export function valuesInWords(part: SchemaPart): string | undefined {
  if (part.enum !== undefined) {
    return part.enum.map(String).join(" or ");
  }
  switch (part.type) {
    case "integer":
      return `a whole number${wholeRange(part)}`;
    case "number":
      return `a number${range(part)}`;
    case "array":
      return part.items?.type === "integer"
        ? `whole numbers${wholeRange(part.items)} between commas`
        : undefined;
    default:
      return undefined;
  }
}

function wholeRange({ minimum, exclusiveMinimum, maximum }: SchemaPart): string {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  // A schema for whole numbers bounds them by what a float64 can count, which nobody need read.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return range({
    ...(least === undefined ? {} : { minimum: least }),
    ...(most === undefined ? {} : { maximum: most }),
  });
}

function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaPart): string {
  if (minimum !== undefined && maximum !== undefined) {
    return ` from ${minimum} to ${maximum}`;
  }
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${minimum} up`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`up to ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  return bounds.length === 0 ? "" : ` ${bounds.join(", ")}`;
}
