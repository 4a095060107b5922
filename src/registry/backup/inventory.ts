import type { Queryable } from "../database.js";

/** A blob that some version is made of. */
export interface NeededBlob {
  readonly digest: string;
  readonly size: number;
  /** One of the learngenes that it is a version of, for people. */
  readonly learngene: string;
}

/** What a catalog knows, as far as a backup is concerned. */
export interface Inventory {
  readonly learngenes: number;
  readonly versions: number;
  readonly blobs: readonly NeededBlob[];
}

/** Counts a catalog, of whichever schema there ever was. */
export async function takeInventory(catalog: Queryable): Promise<Inventory> {
  const [counts] = await catalog.query<{ learngenes: number; versions: number }>(
    `select (select count(*) from learngenes)::integer as learngenes,
       (select count(*) from versions)::integer as versions`,
  );
  const blobs = await catalog.query<{ digest: string; size: number | bigint; learngene: string }>(
    `select v.digest, max(v.size) as size, min(l.owner || '/' || l.name) as learngene
     from versions v join learngenes l on l.id = v.learngene_id group by v.digest order by v.digest`,
  );
  return {
    learngenes: counts?.learngenes ?? 0,
    versions: counts?.versions ?? 0,
    blobs: blobs.map(({ digest, size, learngene }) => ({ digest, size: Number(size), learngene })),
  };
}
