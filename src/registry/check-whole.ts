import { InputError } from "../model/index.js";

/** Throws `invalid-request` unless the value is a whole number from `least` to `most`. */
export function checkWhole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InputError(
      "invalid-request",
      `the ${field} ${value} is not a whole number from ${least} to ${most}`,
      { field, value, fix: `Give ${field} as a whole number from ${least} to ${most}.` },
    );
  }
}
