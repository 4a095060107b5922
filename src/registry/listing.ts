import { InputError } from "../model/index.js";
import { selectLearngenes, type LearngeneSummary } from "./catalog/index.js";
import { checkText } from "./check-text.js";
import { checkWhole } from "./check-whole.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { Queryable } from "./database.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "./page.js";

/** Which learngenes to list: those that all that is given fits. */
export interface ListQuery {
  /** Text that the owner, the name or the description holds, in any case. */
  readonly q?: string | undefined;
  readonly owner?: string | undefined;
  /** SPDX identifier, in any case. */
  readonly license?: string | undefined;
  /** Architecture family. */
  readonly family?: string | undefined;
  /** Name of the data set that it was trained on, as its manifest has it. */
  readonly dataset?: string | undefined;
  /** Bytes of the latest file, at least and at most. */
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  /** Owners whose private learngenes are listed too, `*` for all; default: none. */
  readonly privateOf?: readonly string[] | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  readonly limit?: number | undefined;
}

/** Learngenes in the order of owner and name. Throws `invalid-request` for a wrong cursor, limit, size or text. */
export async function listLearngenes(db: Queryable, query: ListQuery): Promise<Page<LearngeneSummary>> {
  const { cursor, limit = DEFAULT_PAGE, privateOf = [], ...filter } = query;
  checkText("q", filter.q);
  checkText("owner", filter.owner);
  checkText("license", filter.license);
  checkText("family", filter.family);
  checkText("dataset", filter.dataset);
  checkLimit(limit);
  checkSizes(filter.minSize, filter.maxSize);
  // A place in the order, whatever the filter: it stays good when the filter or the learngenes change.
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const found = await selectLearngenes(db, { ...filter, privateOf, after, limit: limit + 1 });
  return pageOf(found, limit, (last) => encodeCursor(last.owner, last.name));
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
