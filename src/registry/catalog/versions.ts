import type { Manifest } from "../../formats/index.js";
import type { Queryable, SqlValue } from "../database.js";
import type { Ref } from "../names.js";
import { refreshLatest } from "./learngenes.js";
import {
  versionColumns,
  versionSummary,
  type Version,
  type VersionSummaryRow,
  type Visibility,
} from "./rows.js";

interface VersionRow extends VersionSummaryRow {
  owner: string;
  name: string;
  manifest: Manifest;
}

/** The version that `ref` stands for, or `undefined`. */
export async function selectVersion(
  db: Queryable,
  owner: string,
  name: string,
  ref: Ref,
): Promise<Version | undefined> {
  const [condition, ...params] = refCondition(ref);
  const [row] = await db.query<VersionRow>(
    `select l.owner, l.name, v.manifest, ${versionColumns}
     from learngenes l join versions v on v.learngene_id = l.id
     where l.owner = $1 and l.name = $2 and ${condition}`,
    [owner, name, ...params],
  );
  return row && { owner: row.owner, name: row.name, manifest: row.manifest, ...versionSummary(row) };
}

/** PostgreSQL's largest `integer`, the type of version numbers: no version has a greater one. */
const MAX_NUMBER = 2_147_483_647;

function refCondition(ref: Ref): [condition: string, ...params: SqlValue[]] {
  switch (ref.kind) {
    case "number":
      return ref.number > MAX_NUMBER ? ["false"] : ["v.number = $3", ref.number];
    case "digest":
      return ["v.digest = $3", ref.digest];
    case "latest":
      return ["v.number = l.latest"];
    case "tag":
      return ["v.number = (select t.number from tags t where t.learngene_id = l.id and t.tag = $3)", ref.tag];
  }
}

/** What a version's row is made from. */
export interface NewVersion {
  readonly owner: string;
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly manifest: Manifest;
  /** Who sees the learngene, if this makes it; default everybody. */
  readonly visibility?: Visibility | undefined;
}

/**
 * Gives the file the next number of its learngene, which is made if it is the first; returns the number, or
 * `undefined` if the learngene has the digest already. For use in a transaction: it locks the learngene's row to
 * the end, so that concurrent publishes get consecutive numbers and a rollback leaves no gap.
 */
export async function insertVersion(tx: Queryable, version: NewVersion): Promise<number | undefined> {
  const { digest, size, manifest } = version;
  const id = await makeLearngene(tx, version);
  const known = await tx.query("select 1 from versions where learngene_id = $1 and digest = $2", [
    id,
    digest,
  ]);
  if (known.length > 0) {
    return undefined;
  }
  await tx.query("insert into blobs (digest, size) values ($1, $2) on conflict (digest) do nothing", [
    digest,
    size,
  ]);
  const [row] = await tx.query<{ number: number }>(
    `with counted as (
       update learngenes set last_version = last_version + 1, updated_at = clock_timestamp() where id = $1
       returning id, last_version
     )
     insert into versions (learngene_id, number, digest, size, manifest)
     select id, last_version, $2, $3, $4::jsonb from counted
     returning number`,
    [id, digest, size, JSON.stringify(manifest)],
  );
  await refreshLatest(tx, id);
  return row?.number;
}

// The conflicting update changes nothing; it is there to lock the row, and to return it.
async function makeLearngene(tx: Queryable, version: NewVersion): Promise<string> {
  const { owner, name, manifest, visibility = "public" } = version;
  const [row] = await tx.query<{ id: string }>(
    `insert into learngenes (owner, name, license, visibility) values ($1, $2, $3, $4)
     on conflict (owner, name) do update set owner = excluded.owner
     returning id::text`,
    [owner, name, manifest.license, visibility],
  );
  if (row === undefined) {
    throw new Error(`no row for ${owner}/${name} after inserting it`);
  }
  return row.id;
}

/** Marks a version as yanked for a reason, from now unless it was before; with null, as not yanked. */
export async function updateYank(
  tx: Queryable,
  id: string,
  number: number,
  reason: string | null,
): Promise<void> {
  await tx.query(
    `update versions
     set yanked_at = case when $3::text is not null then coalesce(yanked_at, clock_timestamp()) end,
       yank_reason = coalesce($3, '')
     where learngene_id = $1 and number = $2`,
    [id, number, reason],
  );
  await refreshLatest(tx, id);
}

/** Deletes a version and the tags that stand on it. */
export async function removeVersion(tx: Queryable, id: string, number: number): Promise<void> {
  await tx.query("delete from tags where learngene_id = $1 and number = $2", [id, number]);
  await tx.query("delete from versions where learngene_id = $1 and number = $2", [id, number]);
  await refreshLatest(tx, id);
}
