import type { Manifest } from "../../formats/index.js";
import type { Queryable } from "../database.js";
import {
  details,
  detailsColumns,
  versionColumns,
  versionSummary,
  type DetailsRow,
  type Learngene,
  type VersionSummaryRow,
  type Visibility,
} from "./rows.js";

interface LearngeneRow extends DetailsRow, VersionSummaryRow {
  /** Null but in the first row, so that it comes once. */
  card: string | null;
  /** Null but in the row of `latest`. */
  manifest: Manifest | null;
}

/** One learngene with all its versions, yanked ones among them, and tags; `undefined` if it has no versions. */
export async function selectLearngene(
  db: Queryable,
  owner: string,
  name: string,
): Promise<Learngene | undefined> {
  // One statement, so that all is as it was at one moment.
  const rows = await db.query<LearngeneRow>(
    `select ${detailsColumns}, ${versionColumns},
       case when row_number() over (order by v.number desc) = 1 then l.card end as card,
       case when v.number = l.latest then v.manifest end as manifest
     from learngenes l join versions v on v.learngene_id = l.id
     where l.owner = $1 and l.name = $2 order by v.number desc`,
    [owner, name],
  );
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const latest = rows.find((row) => row.is_latest);
  const tags = rows.flatMap(({ tags: own, number }) => own.map((tag) => ({ tag, number })));
  tags.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return {
    ...details(first),
    card: first.card ?? "",
    latest: latest && versionSummary(latest),
    manifest: latest?.manifest ?? undefined,
    versions: rows.map(versionSummary),
    tags: latest === undefined ? tags : [{ tag: "latest", number: latest.number }, ...tags],
  };
}

/** Whether there is such a learngene, and everybody may see it. */
export async function isPublic(db: Queryable, owner: string, name: string): Promise<boolean> {
  const rows = await db.query(
    "select 1 from learngenes where owner = $1 and name = $2 and visibility = 'public'",
    [owner, name],
  );
  return rows.length > 0;
}

/** Who sees the learngenes of this name, also if it has no versions now; `undefined` if it never had any. */
export async function selectVisibility(
  db: Queryable,
  owner: string,
  name: string,
): Promise<Visibility | undefined> {
  const [row] = await db.query<{ visibility: Visibility }>(
    "select visibility from learngenes where owner = $1 and name = $2",
    [owner, name],
  );
  return row?.visibility;
}

/** Makes a learngene without versions, which nobody sees, unless there is one of the name; whether it did. */
export async function insertLearngene(
  tx: Queryable,
  owner: string,
  name: string,
  visibility: Visibility,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into learngenes (owner, name, license, visibility) values ($1, $2, '', $3)
     on conflict (owner, name) do nothing returning id`,
    [owner, name, visibility],
  );
  return rows.length > 0;
}

/** Names of up to `limit` learngenes of this owner that everybody may see, in order. */
export async function selectNames(db: Queryable, owner: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select l.name from learngenes l
     where l.owner = $1 and l.visibility = 'public'
       and exists (select 1 from versions v where v.learngene_id = l.id)
     order by l.name limit $2`,
    [owner, limit],
  );
  return rows.map(({ name }) => name);
}

/**
 * Locks a learngene's row to the end of the transaction, against all else that changes the learngene, and gives its
 * id; `undefined` if it has no versions. Only statements after this one see what the lock waited for.
 */
export async function lockLearngene(tx: Queryable, owner: string, name: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    "select id::text from learngenes where owner = $1 and name = $2 for update",
    [owner, name],
  );
  if (row === undefined) {
    return undefined;
  }
  const versions = await tx.query("select 1 from versions where learngene_id = $1 limit 1", [row.id]);
  return versions.length > 0 ? row.id : undefined;
}

/**
 * Has `latest` stand for the highest version not yanked, and what follows it follow. The one place that says what
 * `latest` is; to be called, with the row locked, after whatever adds, yanks or deletes a version.
 */
export async function refreshLatest(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `update learngenes l
     set latest = case when v.yanked_at is null then v.number end,
       description = coalesce(v.manifest ->> 'description', ''),
       license = coalesce(v.manifest ->> 'license', l.license),
       family = coalesce(v.manifest #>> '{architecture,family}', l.family),
       dataset = v.manifest #>> '{training,dataset,name}',
       size = coalesce(v.size, 0)
     from (select 1) always left join lateral (
       select * from versions where learngene_id = $1 order by yanked_at is not null, number desc limit 1
     ) v on true
     where l.id = $1`,
    [id],
  );
}

/** What may be written of a learngene: `undefined` leaves as it is, null follows its newest version again. */
export interface DetailsChange {
  readonly description?: string | null | undefined;
  readonly license?: string | null | undefined;
  readonly card?: string | undefined;
  readonly visibility?: Visibility | undefined;
}

/** Writes what is given of a learngene, and leaves the rest. */
export async function updateDetails(tx: Queryable, id: string, change: DetailsChange): Promise<void> {
  const { description, license, card, visibility } = change;
  await tx.query(
    `update learngenes
     set own_description = case when $2 then $3 else own_description end,
       own_license = case when $4 then $5 else own_license end,
       card = coalesce($6, card), visibility = coalesce($7, visibility)
     where id = $1`,
    [
      id,
      description !== undefined,
      description ?? null,
      license !== undefined,
      license ?? null,
      card ?? null,
      visibility ?? null,
    ],
  );
}

/** Deletes every version, every tag and what was written of the learngene. Its numbers and visibility stay. */
export async function clearLearngene(tx: Queryable, id: string): Promise<void> {
  await tx.query("delete from tags where learngene_id = $1", [id]);
  await tx.query("delete from versions where learngene_id = $1", [id]);
  await updateDetails(tx, id, { description: null, license: null, card: "" });
  await refreshLatest(tx, id);
}
