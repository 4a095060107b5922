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

/** The page of up to `limit` of what was found when one more than `limit` was asked for: that one tells of a next page. */
export function pageOf<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length <= limit || last === undefined ? { items } : { items, nextCursor: cursorOf(last) };
}
