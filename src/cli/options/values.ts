import { InputError, MAX_DEPTH } from "../../model/index.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a flag's text says. Throws `invalid-request` for anything but a decimal number. */
export function readNumber(flag: string, text: string, wanted = "a number"): number {
  if (!decimal.test(text)) {
    throw refusal(flag, text, wanted);
  }
  return Number(text);
}

/** A whole number from `least` to `most`. Throws `invalid-request` for anything else. */
export function readWholeNumber(flag: string, text: string, least: number, most: number): number {
  const wanted = `a whole number from ${least} to ${most}`;
  const value = readNumber(flag, text, wanted);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw refusal(flag, text, wanted);
  }
  return value;
}

/** A number of layers, within what any plan may ask for. Throws `invalid-request` for anything else. */
export function readDepth(flag: string, text: string): number {
  return readWholeNumber(flag, text, 1, MAX_DEPTH);
}

/** Numbers between commas, as in `3,3,4,3,3`. Throws `invalid-request` where one is none. */
export function readNumbers(flag: string, text: string): number[] {
  return text.split(",").map((part) => readNumber(flag, part.trim(), "numbers between commas"));
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time such as `90s`, `30m`, `24h` or `7d`, or `0`, in milliseconds. Throws `invalid-request` else. */
export function readDuration(flag: string, text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = new Map<string, number>(Object.entries(units)).get(unit);
  if (text === "0") {
    return 0;
  }
  if (milliseconds === undefined) {
    throw refusal(flag, text, "a time such as 90s, 30m, 24h or 7d");
  }
  return Number(digits) * milliseconds;
}

/** The error for a flag's value: `--depth must be a whole number from 1 to 1024, not 1.5`. */
export function refusal(flag: string, given: unknown, wanted: string): InputError {
  const shown = (
    typeof given === "string" && !decimal.test(given) ? JSON.stringify(given) : String(given)
  ).slice(0, 100);
  return new InputError("invalid-request", `${flag} must be ${wanted}, not ${shown}`, {
    field: flag,
    value: typeof given === "number" ? given : shown,
  });
}
