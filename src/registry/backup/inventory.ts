import type { Queryable } from "../database.js";

/** A blob that some version, data set, model or job needs. */
export interface NeededBlob {
  readonly digest: string;
  readonly size: number;
  /** One of those that need it, for people. */
  readonly neededBy: string;
}

/** How much of what a catalog holds. */
export interface Counts {
  readonly learngenes: number;
  readonly versions: number;
  readonly datasets: number;
  /** Those that wait, run or have ended. */
  readonly jobs: number;
}

/** What a catalog knows, as far as a backup is concerned. */
export interface Inventory extends Counts {
  readonly blobs: readonly NeededBlob[];
}

/** Where catalogs keep what needs blobs: tables that older schemas may not have. */
const sources = {
  datasets: `select f.digest, f.size, d.owner || '/' || d.name as name
    from dataset_files f join datasets d on d.id = f.dataset_id`,
  models: "select m.digest, m.size, 'model of ' || m.owner as name from models m",
  // What a job has still to read, what it goes on from, and what it made.
  jobs: "select f.digest, f.size, 'job ' || f.job_id as name from job_files f",
} as const;

/** Takes stock of a catalog, of whichever schema there ever was. */
export async function takeInventory(catalog: Queryable): Promise<Inventory> {
  const there = {
    datasets: await hasTable(catalog, "datasets"),
    models: await hasTable(catalog, "models"),
    jobs: await hasTable(catalog, "jobs"),
  };
  const [counts] = await catalog.query<Counts>(
    `select (select count(*) from learngenes)::integer as learngenes,
       (select count(*) from versions)::integer as versions,
       ${there.datasets ? "(select count(*) from datasets where digest is not null)::integer" : "0"} as datasets,
       ${there.jobs ? "(select count(*) from jobs)::integer" : "0"} as jobs`,
  );
  const others = (["datasets", "models", "jobs"] as const).filter((table) => there[table]);
  const blobs = await catalog.query<{ digest: string; size: number | bigint; name: string }>(
    `select needed.digest, max(needed.size) as size, min(needed.name) as name from (
       select v.digest, v.size, l.owner || '/' || l.name as name
       from versions v join learngenes l on l.id = v.learngene_id
       ${others.map((table) => `union all ${sources[table]}`).join(" ")}
     ) as needed group by needed.digest order by needed.digest`,
  );
  return {
    ...(counts ?? { learngenes: 0, versions: 0, datasets: 0, jobs: 0 }),
    blobs: blobs.map(({ digest, size, name }) => ({ digest, size: Number(size), neededBy: name })),
  };
}

async function hasTable(catalog: Queryable, name: keyof typeof sources): Promise<boolean> {
  const [found] = await catalog.query<{ there: boolean }>(
    "select to_regclass($1::text) is not null as there",
    [name],
  );
  return found?.there === true;
}
