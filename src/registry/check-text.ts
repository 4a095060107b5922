import { InputError } from "../model/index.js";

/** Throws `invalid-request` for text that the catalog cannot hold as it is, or that is longer than `maxLength`. */
export function checkText(field: string, text: string | null | undefined, maxLength = Infinity): void {
  if (text === null || text === undefined) {
    return;
  }
  // PostgreSQL's text holds every character but this one, and halves of none.
  if (text.includes("\0") || !isWellFormed(text)) {
    const what = text.includes("\0") ? "a NUL character" : "half of a surrogate pair";
    throw new InputError("invalid-request", `${field} holds ${what}`, {
      field,
      fix: `Leave it out of ${field}.`,
    });
  }
  if (text.length > maxLength) {
    throw new InputError("invalid-request", `${field} has ${text.length} characters, over ${maxLength}`, {
      field,
      fix: `Write at most ${maxLength} characters.`,
    });
  }
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
