import { ALL_OWNERS } from "../access/grants.js";
import type { Queryable, SqlValue } from "../database.js";
import {
  descriptionColumn,
  details,
  detailsColumns,
  versionColumns,
  versionSummary,
  type DetailsRow,
  type LearngeneSummary,
  type VersionSummaryRow,
} from "./rows.js";

/** Which learngenes a list holds; those after `after`, by owner and name. */
export interface LearngeneFilter {
  /** Text that the owner, the name or the description holds, in any case. */
  readonly q?: string | undefined;
  readonly owner?: string | undefined;
  readonly family?: string | undefined;
  /** SPDX identifier, in any case. */
  readonly license?: string | undefined;
  /** Name of the data set that it was trained on. */
  readonly dataset?: string | undefined;
  /** Bytes of the latest file, at least and at most. */
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  /** Owners whose private learngenes are among them, {@link ALL_OWNERS} for all. */
  readonly privateOf: readonly string[];
  readonly after?: readonly [owner: string, name: string] | undefined;
  readonly limit: number;
}

/** Up to `limit` learngenes that have a version not yanked, in the order of owner and name, by code point. */
export async function selectLearngenes(db: Queryable, filter: LearngeneFilter): Promise<LearngeneSummary[]> {
  // Every text holds the empty one.
  const statements = filter.q === undefined || filter.q === "" ? [listed] : [foundInFirst, foundByIndex];
  let rows: Row[] = [];
  for (const statement of statements) {
    const params: SqlValue[] = [];
    rows = await db.query<Row>(
      statement(filter, (value) => `$${params.push(value)}`),
      params,
    );
    if (rows.length === filter.limit) {
      break;
    }
  }
  return rows.map((row) => ({ ...details(row), latest: versionSummary(row) }));
}

type Row = DetailsRow & VersionSummaryRow;

/** Adds a value to a statement's parameters, and gives what stands for it there. */
type Param = (value: SqlValue) => string;

const listed = (filter: LearngeneFilter, param: Param) =>
  select("learngenes l", conditions(filter, param), filter, param);

/**
 * How many learngenes, in their order, are looked at for a text before its index is asked: what is in one of fifty fills a
 * page from these, and what the index knows of it would be most of the catalog.
 */
const FIRST = 1000;

const foundInFirst = (filter: LearngeneFilter, param: Param) =>
  select(
    `(select l.* from learngenes l where ${all(conditions(filter, param))}
      order by l.owner, l.name limit ${FIRST}) l`,
    [holds(param(filter.q ?? ""))],
    filter,
    param,
  );

function foundByIndex(filter: LearngeneFilter, param: Param): string {
  const q = param(filter.q ?? "");
  const grams = `search_grams(lower(${q}) collate "C", least(3, length(lower(${q}))))`;
  const found = [`search_grams(${searchedText} collate "C", 1) @> ${grams}`, holds(q)];
  return select("learngenes l", [...conditions(filter, param), ...found], filter, param);
}

function select(
  learngenes: string,
  found: readonly string[],
  { limit }: LearngeneFilter,
  param: Param,
): string {
  return `select ${detailsColumns}, ${versionColumns}
     from ${learngenes} join versions v on v.learngene_id = l.id and v.number = l.latest
     where ${all(found)}
     order by l.owner, l.name
     limit ${param(limit)}`;
}

const all = (found: readonly string[]) => found.join(" and ");

/** What is searched of `l`, as the index `learngenes_by_text` has it: owner and name sort by code point, case is a language's. */
const searchedText = `lower((l.owner || '/' || l.name || ' ' || ${descriptionColumn}) collate "default")`;

const holds = (q: string) => `strpos(${searchedText}, lower(${q})) > 0`;

// Only what was asked for stands in the statement, so that the planner can use an index for it.
function conditions(filter: LearngeneFilter, param: Param): string[] {
  const { owner, family, license, dataset, minSize, maxSize, privateOf, after } = filter;
  const found = ["l.latest is not null"];
  if (!privateOf.includes(ALL_OWNERS)) {
    found.push(`(l.visibility = 'public' or ${param(JSON.stringify(privateOf))}::jsonb ? l.owner)`);
  }
  if (after !== undefined) {
    found.push(`(l.owner, l.name) > (${param(after[0])}, ${param(after[1])})`);
  }
  if (owner !== undefined) {
    found.push(`l.owner = ${param(owner)}`);
  }
  if (license !== undefined) {
    found.push(`lower(coalesce(l.own_license, l.license)) = lower(${param(license)})`);
  }
  if (family !== undefined) {
    found.push(`l.family = ${param(family)}`);
  }
  if (dataset !== undefined) {
    found.push(`l.dataset = ${param(dataset)}`);
  }
  if (minSize !== undefined) {
    found.push(`l.size >= ${param(minSize)}::bigint`);
  }
  if (maxSize !== undefined) {
    found.push(`l.size <= ${param(maxSize)}::bigint`);
  }
  return found;
}
