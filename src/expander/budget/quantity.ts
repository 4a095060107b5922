import { InputError } from "../../model/index.js";

/** What a budget is counted in. */
export type Unit = "parameters" | "FLOPs" | "bytes" | "ms";

/** Powers of ten by prefix, in any case: a budget has no use for a milli. */
const decimal = new Map([
  ["", 0],
  ["k", 3],
  ["m", 6],
  ["g", 9],
  ["t", 12],
  ["p", 15],
]);

/** Powers of two by prefix. */
const binary = new Map([
  ["ki", 10],
  ["mi", 20],
  ["gi", 30],
  ["ti", 40],
]);

/** What may follow the prefix, in any case. */
const suffixes: Readonly<Record<Unit, RegExp>> = {
  parameters: /^(?:params?|parameters?)?$/,
  FLOPs: /^(?:flops?)?$/,
  bytes: /^(?:b|bytes?)?$/,
  ms: /^(?:ms)?$/,
};

const examples: Readonly<Record<Unit, string>> = {
  parameters: "15M or 15000000",
  FLOPs: "2GFLOPs or 2e9",
  bytes: "60MB, 60MiB or 60000000",
  ms: "5 or 5ms",
};

/**
 * A quantity as people write it: a decimal number, a prefix (`k`, `M`, `G`, `T`, `P`, for bytes also `Ki`, `Mi`, `Gi`,
 * `Ti`; `B` is a thousand million parameters), the unit. Case does not matter, nor does a space between number and
 * prefix. Throws `invalid-request` naming `field` for anything else, and for what is not above 0.
 */
export function readQuantity(field: string, text: string, unit: Unit): number {
  const value = parse(text, unit);
  if (value === undefined || !(value > 0) || value > Number.MAX_SAFE_INTEGER) {
    const shown = text.slice(0, 60);
    throw new InputError(
      "invalid-request",
      `${field} must be a number of ${unit} above 0, not ${JSON.stringify(shown)}`,
      {
        field,
        value: shown,
        fix: `Give ${field} such as ${examples[unit]}.`,
      },
    );
  }
  return value;
}

function parse(text: string, unit: Unit): number | undefined {
  const match = /^(\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e\+?(\d{1,2}))? ?([a-z]*)$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, digits = "", exponent = "0", letters = ""] = match;
  for (const [prefix, power] of prefixesOf(unit)) {
    const rest = letters.toLowerCase();
    if (rest.startsWith(prefix) && suffixes[unit].test(rest.slice(prefix.length))) {
      // The exponent is added in the text, so that 1.1k is 1100 and not 1100.0000000000002.
      return power.base === 10
        ? Number(`${digits}e${Number(exponent) + power.exponent}`)
        : Number(`${digits}e${exponent}`) * 2 ** power.exponent;
    }
  }
  return undefined;
}

type Power = { readonly base: 2 | 10; readonly exponent: number };

function prefixesOf(unit: Unit): [string, Power][] {
  const tens = [...decimal].map(([prefix, exponent]): [string, Power] => [prefix, { base: 10, exponent }]);
  switch (unit) {
    case "parameters":
      return [...tens, ["b", { base: 10, exponent: 9 }]];
    case "FLOPs":
      return tens;
    case "bytes":
      return [
        ...tens,
        ...[...binary].map(([prefix, exponent]): [string, Power] => [prefix, { base: 2, exponent }]),
      ];
    case "ms":
      return [["", { base: 10, exponent: 0 }]];
  }
}

/** A quantity for people: `12,345,678 bytes`, `4.75 ms`. */
export function showQuantity(value: number, unit: Unit): string {
  const digits = unit === "ms" ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return `${value.toLocaleString("en-US", digits)} ${unit}`;
}
