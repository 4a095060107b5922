import type { Queryable } from "../database.js";

/** A blob that some version or data set is made of. */
export interface NeededBlob {
  readonly digest: string;
  readonly size: number;
  /** One of the learngenes or data sets that it belongs to, for people. */
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
    `select needed.digest, max(needed.size) as size, min(needed.name) as learngene from (
       select v.digest, v.size, l.owner || '/' || l.name as name
       from versions v join learngenes l on l.id = v.learngene_id
       ${(await hasDatasets(catalog)) ? datasetFiles : ""}
     ) as needed group by needed.digest order by needed.digest`,
  );
  return {
    learngenes: counts?.learngenes ?? 0,
    versions: counts?.versions ?? 0,
    blobs: blobs.map(({ digest, size, learngene }) => ({ digest, size: Number(size), learngene })),
  };
}

const datasetFiles = `
  union all select f.digest, f.size, d.owner || '/' || d.name
  from dataset_files f join datasets d on d.id = f.dataset_id`;

/** Older schemas have no data sets. */
async function hasDatasets(catalog: Queryable): Promise<boolean> {
  const [found] = await catalog.query<{ there: boolean }>(
    "select to_regclass('dataset_files') is not null as there",
  );
  return found?.there === true;
}
