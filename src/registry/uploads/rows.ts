import type { Int8 } from "../catalog/rows.js";
import type { Queryable } from "../database.js";
import type { Upload, UploadName } from "./upload.js";

interface UploadRow {
  id: string;
  owner: string;
  name: string;
  size: Int8;
  digest: string | null;
  received: Int8;
  version: number | null;
  created_at: Date;
  updated_at: Date;
}

const columns = "id::text, owner, name, size, digest, received, version, created_at, updated_at";

function uploadOf(row: UploadRow): Upload {
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    size: Number(row.size),
    digest: row.digest ?? undefined,
    offset: Number(row.received),
    version: row.version ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** What an upload's row is made from. */
export type NewUpload = Pick<Upload, "id" | "owner" | "name" | "size" | "digest">;

/**
 * Makes an upload; `undefined` if its owner has `maxOpen` open already. For use in a transaction: it locks the owner's
 * uploads to the end, so that two at once are counted one after the other.
 */
export async function insertUpload(
  tx: Queryable,
  { id, owner, name, size, digest }: NewUpload,
  maxOpen: number,
): Promise<Upload | undefined> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('uploads of ' || $1::text, 0))", [owner]);
  const [row] = await tx.query<UploadRow>(
    `insert into uploads (id, owner, name, size, digest)
     select $1::uuid, $2::text, $3::text, $4::bigint, $5::text
     where (select count(*) from uploads where owner = $2::text and version is null) < $6::bigint
     returning ${columns}`,
    [id, owner, name, size, digest ?? null, maxOpen],
  );
  return row && uploadOf(row);
}

/** The upload of that name, or `undefined`. The id must be a UUID. */
export async function selectUpload(
  db: Queryable,
  { owner, name, id }: UploadName,
): Promise<Upload | undefined> {
  const [row] = await db.query<UploadRow>(
    `select ${columns} from uploads where id = $1::uuid and owner = $2 and name = $3`,
    [id, owner, name],
  );
  return row && uploadOf(row);
}

/** A part of an upload in the blob store. */
export interface Part {
  /** What the blob store calls the upload that it is a part of. */
  readonly id: string;
  /** Where it starts in the file, in bytes. */
  readonly start: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * Counts a part as received; false if the upload does not stand where it starts, as when another came first, or has
 * `maxParts`. For use in a transaction.
 */
export async function insertPart(
  tx: Queryable,
  upload: string,
  part: Part,
  maxParts: number,
): Promise<boolean> {
  const { id, start, size } = part;
  const rows = await tx.query(
    `update uploads set received = received + $3::bigint, updated_at = clock_timestamp()
     where id = $1::uuid and received = $2::bigint and version is null
       and (select count(*) from upload_parts where upload_id = $1::uuid) < $4::bigint
     returning id`,
    [upload, start, size, maxParts],
  );
  if (rows.length === 0) {
    return false;
  }
  await tx.query(
    "insert into upload_parts (id, upload_id, start, size) values ($1::uuid, $2::uuid, $3, $4)",
    [id, upload, start, size],
  );
  return true;
}

/** An upload's parts, in the order of the file. */
export async function selectParts(db: Queryable, upload: string): Promise<Part[]> {
  const rows = await db.query<{ id: string; start: Int8; size: Int8 }>(
    "select id::text, start, size from upload_parts where upload_id = $1::uuid order by start",
    [upload],
  );
  return rows.map(({ id, start, size }) => ({ id, start: Number(start), size: Number(size) }));
}

/** Writes down what an upload was published as; gives the ids of its parts, which are no longer its. */
export async function finishUpload(tx: Queryable, upload: string, version: number): Promise<string[]> {
  await tx.query(
    "update uploads set version = $2, updated_at = clock_timestamp() where id = $1::uuid and version is null",
    [upload, version],
  );
  const rows = await tx.query<{ id: string }>(
    "delete from upload_parts where upload_id = $1::uuid returning id::text",
    [upload],
  );
  return rows.map(({ id }) => id);
}

/** What is left to do of an upload whose row is gone. */
export interface RemovedUpload {
  /** Ids of its parts. */
  readonly parts: readonly string[];
  readonly published: boolean;
}

/**
 * Drops an upload, unless something came to it since `olderThan`; `undefined` if nothing was dropped. For use in a
 * transaction.
 */
export async function removeUpload(
  tx: Queryable,
  upload: string,
  olderThan?: Date,
): Promise<RemovedUpload | undefined> {
  const [row] = await tx.query<{ published: boolean }>(
    `select version is not null as published from uploads
     where id = $1::uuid and ($2::timestamptz is null or updated_at < $2::timestamptz) for update`,
    [upload, olderThan ?? null],
  );
  if (row === undefined) {
    return undefined;
  }
  const parts = await tx.query<{ id: string }>(
    "delete from upload_parts where upload_id = $1::uuid returning id::text",
    [upload],
  );
  await tx.query("delete from uploads where id = $1::uuid", [upload]);
  return { parts: parts.map(({ id }) => id), published: row.published };
}

/** Ids of the uploads to which nothing has come since `olderThan`. */
export async function selectIdleUploads(db: Queryable, olderThan: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    "select id::text from uploads where updated_at < $1::timestamptz order by updated_at",
    [olderThan],
  );
  return rows.map(({ id }) => id);
}

/** Whether the part with this id, a UUID, is some upload's. */
export async function isPart(db: Queryable, id: string): Promise<boolean> {
  return (await db.query("select 1 from upload_parts where id = $1::uuid", [id])).length > 0;
}
