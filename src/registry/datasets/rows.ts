import { ALL_OWNERS } from "../access/grants.js";
import type { Visibility } from "../catalog/index.js";
import type { Int8 } from "../catalog/rows.js";
import type { LearngeneName } from "../change.js";
import type { Queryable, SqlValue } from "../database.js";
import type { Dataset, DatasetFacts, DatasetFile, DatasetName } from "./dataset.js";

interface DatasetRow {
  owner: string;
  name: string;
  visibility: Visibility;
  digest: string;
  size: Int8;
  facts: DatasetFacts;
  created_at: Date;
}

const columns = "d.owner, d.name, d.visibility, f.digest, f.size, f.facts, f.created_at";

function datasetOf(row: DatasetRow): Dataset {
  const { owner, name, visibility, digest, size, facts, created_at: createdAt } = row;
  return { owner, name, visibility, digest, size: Number(size), facts, createdAt };
}

/** A data set with the file of that digest, or the one put last; `undefined` if there is none. */
export async function selectDataset(
  db: Queryable,
  { owner, name, digest }: DatasetName,
): Promise<Dataset | undefined> {
  const [row] = await db.query<DatasetRow>(
    `select ${columns} from datasets d join dataset_files f on f.dataset_id = d.id
     where d.owner = $1 and d.name = $2 and f.digest = coalesce($3, d.digest)`,
    [owner, name, digest ?? null],
  );
  return row && datasetOf(row);
}

/** The files of a data set, the newest first. */
export async function selectFiles(db: Queryable, { owner, name }: LearngeneName): Promise<DatasetFile[]> {
  const rows = await db.query<{ digest: string; size: Int8; created_at: Date }>(
    `select f.digest, f.size, f.created_at from datasets d join dataset_files f on f.dataset_id = d.id
     where d.owner = $1 and d.name = $2 order by f.created_at desc, f.digest`,
    [owner, name],
  );
  return rows.map(({ digest, size, created_at }) => ({ digest, size: Number(size), createdAt: created_at }));
}

/** Which data sets a list holds; those after `after`, by owner and name. */
export interface DatasetFilter {
  /** Owners whose private data sets are among them, {@link ALL_OWNERS} for all. */
  readonly privateOf: readonly string[];
  readonly after?: readonly [owner: string, name: string] | undefined;
  readonly limit: number;
}

/** Up to `limit` data sets, in the order of owner and name, by code point. */
export async function selectDatasets(db: Queryable, filter: DatasetFilter): Promise<Dataset[]> {
  const { privateOf, after, limit } = filter;
  const params: SqlValue[] = [limit];
  const param = (value: SqlValue) => `$${params.push(value)}`;
  const conditions = ["true"];
  if (!privateOf.includes(ALL_OWNERS)) {
    conditions.push(`(d.visibility = 'public' or ${param(JSON.stringify(privateOf))}::jsonb ? d.owner)`);
  }
  if (after !== undefined) {
    conditions.push(`(d.owner, d.name) > (${param(after[0])}, ${param(after[1])})`);
  }
  const rows = await db.query<DatasetRow>(
    `select ${columns} from datasets d join dataset_files f on f.dataset_id = d.id and f.digest = d.digest
     where ${conditions.join(" and ")} order by d.owner, d.name limit $1`,
    params,
  );
  return rows.map(datasetOf);
}

/** Whether there is such a data set, and everybody may see it. */
export async function isPublicDataset(db: Queryable, { owner, name }: LearngeneName): Promise<boolean> {
  const rows = await db.query(
    "select 1 from datasets where owner = $1 and name = $2 and visibility = 'public' and digest is not null",
    [owner, name],
  );
  return rows.length > 0;
}

/** Who sees the data sets of this name, also if it is deleted; `undefined` if there never was one. */
export async function selectDatasetVisibility(
  db: Queryable,
  { owner, name }: LearngeneName,
): Promise<Visibility | undefined> {
  const [row] = await db.query<{ visibility: Visibility }>(
    "select visibility from datasets where owner = $1 and name = $2",
    [owner, name],
  );
  return row?.visibility;
}

/** Sets who sees a data set; false if there is none. For use in a transaction. */
export async function updateDatasetVisibility(
  tx: Queryable,
  { owner, name }: LearngeneName,
  visibility: Visibility,
): Promise<boolean> {
  const rows = await tx.query(
    `update datasets set visibility = $3 where owner = $1 and name = $2 and digest is not null returning 1`,
    [owner, name, visibility],
  );
  return rows.length > 0;
}

/** A file that was checked, and is to be what its name stands for. */
export interface NewFile extends LearngeneName {
  readonly digest: string;
  readonly size: number;
  readonly facts: DatasetFacts;
  /** Who sees the data set, if this makes it; default everybody. */
  readonly visibility?: Visibility | undefined;
}

/**
 * Has a data set, made if it is missing, stand for a file. For use in a transaction: it locks the data set's row to the
 * end, so that of two at once one is the last.
 */
export async function upsertFile(tx: Queryable, file: NewFile): Promise<void> {
  const { owner, name, digest, size, facts, visibility = "public" } = file;
  // The conflicting update changes nothing; it is there to lock the row, and to return it.
  const [row] = await tx.query<{ id: string }>(
    `insert into datasets (owner, name, visibility) values ($1, $2, $3)
     on conflict (owner, name) do update set owner = excluded.owner
     returning id::text`,
    [owner, name, visibility],
  );
  if (row === undefined) {
    throw new Error(`no row for ${owner}/${name} after inserting it`);
  }
  await tx.query("insert into blobs (digest, size) values ($1, $2) on conflict (digest) do nothing", [
    digest,
    size,
  ]);
  await tx.query(
    `insert into dataset_files (dataset_id, digest, size, facts) values ($1, $2, $3, $4::jsonb)
     on conflict (dataset_id, digest) do nothing`,
    [row.id, digest, size, JSON.stringify(facts)],
  );
  await tx.query("update datasets set digest = $2, updated_at = clock_timestamp() where id = $1", [
    row.id,
    digest,
  ]);
}

/** Deletes all files of a data set; false if it has none. For use in a transaction. */
export async function clearDataset(tx: Queryable, { owner, name }: LearngeneName): Promise<boolean> {
  const [row] = await tx.query<{ id: string }>(
    `update datasets set digest = null, updated_at = clock_timestamp()
     where owner = $1 and name = $2 and digest is not null returning id::text`,
    [owner, name],
  );
  if (row !== undefined) {
    await tx.query("delete from dataset_files where dataset_id = $1", [row.id]);
  }
  return row !== undefined;
}

/** Names of up to `limit` data sets of this owner that everybody may see, in order. */
export async function selectDatasetNames(db: Queryable, owner: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select name from datasets where owner = $1 and visibility = 'public' and digest is not null
     order by name limit $2`,
    [owner, limit],
  );
  return rows.map(({ name }) => name);
}
