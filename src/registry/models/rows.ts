import type { Int8 } from "../catalog/rows.js";
import type { Queryable } from "../database.js";
import type { Model, ModelFormat, ModelName } from "./model.js";

interface ModelRow {
  owner: string;
  digest: string;
  size: Int8;
  format: ModelFormat;
  created_at: Date;
  used_at: Date;
}

const columns = "owner, digest, size, format, created_at, used_at";

function modelOf({ owner, digest, size, format, created_at: createdAt, used_at: usedAt }: ModelRow): Model {
  return { owner, digest, size: Number(size), format, createdAt, usedAt };
}

/** The model of that owner and digest, or `undefined`. */
export async function selectModel(db: Queryable, { owner, digest }: ModelName): Promise<Model | undefined> {
  const [row] = await db.query<ModelRow>(`select ${columns} from models where owner = $1 and digest = $2`, [
    owner,
    digest,
  ]);
  return row && modelOf(row);
}

/** The same, from now on used last now. */
export async function touchModel(db: Queryable, { owner, digest }: ModelName): Promise<Model | undefined> {
  const [row] = await db.query<ModelRow>(
    `update models set used_at = clock_timestamp() where owner = $1 and digest = $2 returning ${columns}`,
    [owner, digest],
  );
  return row && modelOf(row);
}

/** Writes a model down, or that it was put again. For use in a transaction. */
export async function upsertModel(
  tx: Queryable,
  { owner, digest, size, format }: Pick<Model, "owner" | "digest" | "size" | "format">,
): Promise<void> {
  await tx.query("insert into blobs (digest, size) values ($1, $2) on conflict (digest) do nothing", [
    digest,
    size,
  ]);
  await tx.query(
    `insert into models (owner, digest, size, format) values ($1, $2, $3, $4)
     on conflict (owner, digest) do update set used_at = clock_timestamp()`,
    [owner, digest, size, format],
  );
}

/** Deletes a model; false if there is none. */
export async function removeModel(tx: Queryable, { owner, digest }: ModelName): Promise<boolean> {
  const rows = await tx.query("delete from models where owner = $1 and digest = $2 returning 1", [
    owner,
    digest,
  ]);
  return rows.length > 0;
}
