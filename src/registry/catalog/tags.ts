import type { Queryable } from "../database.js";

/** Puts a tag on a version, off whichever it stood on; false if there is no such version. */
export async function upsertTag(
  db: Queryable,
  owner: string,
  name: string,
  tag: string,
  number: number,
): Promise<boolean> {
  const rows = await db.query(
    `insert into tags (learngene_id, tag, number)
     select l.id, $3, v.number from learngenes l join versions v on v.learngene_id = l.id
     where l.owner = $1 and l.name = $2 and v.number = $4
     on conflict (learngene_id, tag) do update set number = excluded.number, updated_at = now()
     returning number`,
    [owner, name, tag, number],
  );
  return rows.length > 0;
}

/** Takes a tag away, and gives the number it stood on; `undefined` if there was none. */
export async function removeTag(
  db: Queryable,
  owner: string,
  name: string,
  tag: string,
): Promise<number | undefined> {
  const [row] = await db.query<{ number: number }>(
    `delete from tags t using learngenes l
     where l.id = t.learngene_id and l.owner = $1 and l.name = $2 and t.tag = $3
     returning t.number`,
    [owner, name, tag],
  );
  return row?.number;
}
