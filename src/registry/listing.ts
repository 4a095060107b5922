import { InputError } from "../model/index.js";
import { selectLearngenes, type LearngeneSummary } from "./catalog/index.js";
import { checkText } from "./check-text.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { Queryable } from "./database.js";

/** Entries on a page of a list, unless asked for, and at most. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** Which learngenes to list: those that all that is given fits. */
export interface ListQuery {
  /** Text that the owner, the name or the description holds, in any case. */
  readonly q?: string | undefined;
  /** Architecture family. */
  readonly family?: string | undefined;
  /** Name of the data set that it was trained on, as its manifest has it. */
  readonly dataset?: string | undefined;
  /** Bytes of the latest file, at least and at most. */
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  readonly limit?: number | undefined;
}

/** A page, by owner and name; without `nextCursor` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Learngenes in the order of owner and name. Throws `invalid-request` for a wrong cursor, limit, size or text. */
export async function listLearngenes(db: Queryable, query: ListQuery): Promise<Page<LearngeneSummary>> {
  const { cursor, limit = DEFAULT_PAGE, ...filter } = query;
  checkText("q", filter.q);
  checkText("family", filter.family);
  checkText("dataset", filter.dataset);
  checkWhole("limit", limit, 1, MAX_PAGE);
  checkSizes(filter.minSize, filter.maxSize);
  // A place in the order, whatever the filter: it stays good when the filter or the learngenes change.
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  // One more than asked for tells whether there is another page.
  const found = await selectLearngenes(db, { ...filter, after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length <= limit || last === undefined
    ? { items }
    : { items, nextCursor: encodeCursor(last.owner, last.name) };
}

function checkSizes(minSize = 0, maxSize = Number.MAX_SAFE_INTEGER): void {
  checkWhole("minSize", minSize, 0, Number.MAX_SAFE_INTEGER);
  checkWhole("maxSize", maxSize, 0, Number.MAX_SAFE_INTEGER);
  if (minSize > maxSize) {
    throw new InputError("invalid-request", `minSize ${minSize} is over maxSize ${maxSize}`, {
      field: "minSize",
      value: minSize,
      fix: `Give a minSize of at most ${maxSize}, or a greater maxSize.`,
    });
  }
}

function checkWhole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InputError(
      "invalid-request",
      `the ${field} ${value} is not a whole number from ${least} to ${most}`,
      { field, value, fix: `Give ${field} as a whole number from ${least} to ${most}.` },
    );
  }
}
