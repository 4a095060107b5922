import { checkWhole } from "./check-whole.js";

/** Entries on a page of a list, unless asked for, and at most. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** A page of a list; without `nextCursor` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Throws `invalid-request` unless the limit is one that a page can have. */
export function checkLimit(limit: number): void {
  checkWhole("limit", limit, 1, MAX_PAGE);
}
