import type { Manifest } from "../../formats/index.js";
import type { Queryable } from "../database.js";
import {
  latestNumber,
  versionColumns,
  versionSummary,
  type Learngene,
  type LearngeneSummary,
  type VersionSummaryRow,
} from "./rows.js";

/** Which learngenes a list holds; those after `after`, by owner and name. */
export interface LearngeneFilter {
  /** Text that the name or the description holds, in any case. */
  readonly q?: string | undefined;
  readonly family?: string | undefined;
  readonly after?: readonly [owner: string, name: string] | undefined;
  readonly limit: number;
}

interface LearngeneRow extends VersionSummaryRow {
  owner: string;
  name: string;
  description: string;
  license: string;
  family: string;
  created_at: Date;
  updated_at: Date;
}

const learngeneColumns = `
  l.owner, l.name, l.description, l.license, l.created_at, l.updated_at,
  v.manifest -> 'architecture' ->> 'family' as family, ${versionColumns}`;

const withLatest = `learngenes l join versions v on v.learngene_id = l.id and v.number = ${latestNumber}`;

/** Up to `limit` learngenes in the order of owner and name, by code point. */
export async function selectLearngenes(db: Queryable, filter: LearngeneFilter): Promise<LearngeneSummary[]> {
  const rows = await db.query<LearngeneRow>(
    `select ${learngeneColumns} from ${withLatest}
     where ($1::text is null or (l.owner, l.name) > ($1, $2::text))
       and ($3::text is null or strpos(
         lower((l.owner || '/' || l.name || ' ' || l.description) collate "default"), lower($3)) > 0)
       and ($4::text is null or v.manifest -> 'architecture' ->> 'family' = $4)
     order by l.owner, l.name
     limit $5`,
    [
      filter.after?.[0] ?? null,
      filter.after?.[1] ?? null,
      filter.q ?? null,
      filter.family ?? null,
      filter.limit,
    ],
  );
  return rows.map(learngeneSummary);
}

/** One learngene with its versions and tags, or `undefined`. */
export async function selectLearngene(
  db: Queryable,
  owner: string,
  name: string,
): Promise<Learngene | undefined> {
  const [row] = await db.query<LearngeneRow & { manifest: Manifest }>(
    `select ${learngeneColumns}, v.manifest from ${withLatest} where l.owner = $1 and l.name = $2`,
    [owner, name],
  );
  if (row === undefined) {
    return undefined;
  }
  const versions = await selectVersions(db, owner, name);
  const tags = versions.flatMap(({ tags: own, number }) => own.map((tag) => ({ tag, number })));
  // `latest` stands first on the newest version, which comes first.
  const [latest, ...others] = tags;
  others.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return {
    ...learngeneSummary(row),
    manifest: row.manifest,
    versions,
    tags: latest === undefined ? [] : [latest, ...others],
  };
}

async function selectVersions(db: Queryable, owner: string, name: string) {
  const rows = await db.query<VersionSummaryRow>(
    `select ${versionColumns} from learngenes l join versions v on v.learngene_id = l.id
     where l.owner = $1 and l.name = $2 order by v.number desc`,
    [owner, name],
  );
  return rows.map(versionSummary);
}

function learngeneSummary(row: LearngeneRow): LearngeneSummary {
  const { owner, name, description, license, family } = row;
  return {
    owner,
    name,
    description,
    license,
    family,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    latest: versionSummary(row),
  };
}

/** Names of up to `limit` learngenes of this owner, in order: to tell a user what there is. */
export async function selectNames(db: Queryable, owner: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    "select name from learngenes where owner = $1 order by name limit $2",
    [owner, limit],
  );
  return rows.map(({ name }) => name);
}
