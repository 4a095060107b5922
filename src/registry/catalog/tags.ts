import type { Queryable } from "../database.js";

/** The number that a tag stands on, given its learngene's id; `undefined` if there is no such tag. */
export async function selectTag(tx: Queryable, id: string, tag: string): Promise<number | undefined> {
  const [row] = await tx.query<{ number: number }>(
    "select number from tags where learngene_id = $1 and tag = $2",
    [id, tag],
  );
  return row?.number;
}

/** Puts a tag on a version that there is, off whichever it stood on. */
export async function upsertTag(tx: Queryable, id: string, tag: string, number: number): Promise<void> {
  await tx.query(
    `insert into tags (learngene_id, tag, number) values ($1, $2, $3)
     on conflict (learngene_id, tag) do update set number = excluded.number, updated_at = clock_timestamp()`,
    [id, tag, number],
  );
}

/** Takes a tag away; does nothing if there is none. */
export async function removeTag(tx: Queryable, id: string, tag: string): Promise<void> {
  await tx.query("delete from tags where learngene_id = $1 and tag = $2", [id, tag]);
}
