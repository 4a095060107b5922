import { z } from "zod";

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
  const near =
    nearest(key, here, (each) => each) ??
    nearest(key, paths, (each) => each.slice(each.lastIndexOf(".") + 1));
  const shown = JSON.stringify(key.slice(0, 60));
  return near === undefined
    ? `unknown key ${shown}; there are ${here.join(", ")}`
    : `unknown key ${shown}; did you mean ${JSON.stringify(near)}?`;
}

/** The candidate with the fewest edits to `word`, letter case aside, if they are two or no more than a third of it. */
function nearest(
  word: string,
  candidates: readonly string[],
  nameOf: (candidate: string) => string,
): string | undefined {
  const rated = candidates
    .map((candidate) => ({
      candidate,
      edits: editDistance(word.toLowerCase(), nameOf(candidate).toLowerCase()),
    }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = rated;
  const most = word.length <= 3 ? 1 : Math.max(2, word.length / 3);
  return best !== undefined && best.edits <= most ? best.candidate : undefined;
}

/** Levenshtein's distance: letters to add, drop or change. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(from.slice(0, 100)).entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (letter === to[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
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
