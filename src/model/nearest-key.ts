import { z } from "zod";
import { nearest } from "./nearest.js";

/** The little of JSON Schema that says which keys there are. */
interface Part {
  readonly properties?: Readonly<Record<string, Part | boolean>>;
  readonly oneOf?: readonly Part[];
  readonly anyOf?: readonly Part[];
  readonly items?: Part | boolean;
}

/**
 * What to say of a key that a schema does not have: the right key nearest to it, or one of that name elsewhere in the
 * schema, with its path; else those that are allowed in its place.
 *
 * @param path of the object that has the key
 */
export function unknownKey(schema: z.ZodType, path: readonly PropertyKey[], key: string): string {
  const whole = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Part;
  const here = keysOf(partAt(whole, path));
  const paths = [...pathsOf(whole)];
  const near = nearest(key, here) ?? nearest(key, paths, (each) => each.slice(each.lastIndexOf(".") + 1));
  const shown = JSON.stringify(key.slice(0, 60));
  return near === undefined
    ? `unknown key ${shown}; there are ${here.join(", ")}`
    : `unknown key ${shown}; did you mean ${JSON.stringify(near)}?`;
}

const membersOf = (part: Part): readonly Part[] => [part, ...(part.oneOf ?? []), ...(part.anyOf ?? [])];

const isPart = (part: Part | boolean | undefined): part is Part => typeof part === "object";

function keysOf(part: Part | undefined): string[] {
  const keys =
    part === undefined ? [] : membersOf(part).flatMap(({ properties = {} }) => Object.keys(properties));
  return [...new Set(keys)];
}

function partAt(whole: Part, path: readonly PropertyKey[]): Part | undefined {
  return path.reduce<Part | undefined>((part, key) => {
    const inner = (part === undefined ? [] : membersOf(part)).map((member) =>
      typeof key === "number" ? member.items : member.properties?.[String(key)],
    );
    return inner.find(isPart);
  }, whole);
}

/** Paths of all keys below a part, joined by dots. */
function* pathsOf(part: Part, prefix = ""): Generator<string> {
  for (const { properties = {} } of membersOf(part)) {
    for (const [key, inner] of Object.entries(properties)) {
      yield `${prefix}${key}`;
      if (isPart(inner)) {
        yield* pathsOf(inner, `${prefix}${key}.`);
      }
    }
  }
}
