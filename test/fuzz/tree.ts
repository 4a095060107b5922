/** Changes to a JSON value at a place of it chosen by numbers. */
import type { Choice } from "./mutations.js";

/** The item that a number stands for. */
export function pick<T>(items: readonly T[], choice: number): T {
  const item = items[choice % items.length];
  if (item === undefined) {
    throw new Error("nothing to pick from");
  }
  return item;
}

export function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value);
}

const replacements: readonly unknown[] = [
  null,
  true,
  false,
  "",
  "x",
  [],
  {},
  0,
  -1,
  1,
  0.5,
  255,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  1e21,
  -0.5,
  1e308,
  [0],
  [[]],
  { a: 1 },
  "F32",
  "\u0000",
  "sha256:",
  [1, 1],
  [2, 2, 2],
  4097,
  65_537,
];

/** The value with one of its parts, or itself, replaced, taken out, put in twice, or nudged. */
export function changeTree(root: unknown, { a, b, c }: Choice): unknown {
  const places = placesIn(root);
  const place = pick(places, a);
  return place.length === 0 ? pick(replacements, b) : changedAt(root, place, b, c);
}

function placesIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) {
    return [[]];
  }
  return [[], ...entriesOf(value).flatMap(([key, inner]) => placesIn(inner).map((place) => [key, ...place]))];
}

function changedAt(value: unknown, [key = "", ...rest]: readonly string[], b: number, c: number): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = entriesOf(value).flatMap(([own, inner]): [string, unknown][] => {
    if (own !== key) {
      return [[own, inner]];
    }
    return rest.length > 0 ? [[own, changedAt(inner, rest, b, c)]] : changedEntry(own, inner, b, c);
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function changedEntry(key: string, value: unknown, b: number, c: number): [string, unknown][] {
  switch (b % 5) {
    case 0:
      return [];
    case 1:
      return [
        [key, value],
        [`${key}2`, value],
      ];
    case 2:
      return [[key, nudged(value, c)]];
    case 3:
      return [[key, nudged(value, c + 1)]];
    default:
      return [[key, pick(replacements, c)]];
  }
}

function nudged(value: unknown, c: number): unknown {
  if (typeof value === "number") {
    return pick([value + 1, value - 1, 2 * value, value / 2, -value, value + 0.5, value + 1e-9], c);
  }
  if (typeof value === "string") {
    return pick([`${value}x`, value.slice(1), value.toUpperCase(), value.repeat(2), value.trim()], c);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return pick([items.slice(1), [...items, ...items], items.toReversed()], c);
  }
  return typeof value === "boolean" ? !value : value;
}
