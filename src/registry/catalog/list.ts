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
  const params: SqlValue[] = [];
  const param = (value: SqlValue) => `$${params.push(value)}`;
  const rows = await db.query<DetailsRow & VersionSummaryRow>(
    `select ${detailsColumns}, ${versionColumns}
     from learngenes l join versions v on v.learngene_id = l.id and v.number = l.latest
     where ${conditions(filter, param).join(" and ")}
     order by l.owner, l.name
     limit ${param(filter.limit)}`,
    params,
  );
  return rows.map((row) => ({ ...details(row), latest: versionSummary(row) }));
}

// Only what was asked for stands in the statement, so that the planner can use an index for it.
function conditions(filter: LearngeneFilter, param: (value: SqlValue) => string): string[] {
  const { q, owner, family, license, dataset, minSize, maxSize, privateOf, after } = filter;
  const found = ["l.latest is not null"];
  if (!privateOf.includes(ALL_OWNERS)) {
    found.push(`(l.visibility = 'public' or ${param(JSON.stringify(privateOf))}::jsonb ? l.owner)`);
  }
  if (after !== undefined) {
    found.push(`(l.owner, l.name) > (${param(after[0])}, ${param(after[1])})`);
  }
  if (q !== undefined) {
    const text = `l.owner || '/' || l.name || ' ' || ${descriptionColumn}`;
    found.push(`strpos(lower((${text}) collate "default"), lower(${param(q)})) > 0`);
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
