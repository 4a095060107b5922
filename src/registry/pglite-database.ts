import { PGlite, type PGliteInterface, type Transaction } from "@electric-sql/pglite";
import type { Database, Queryable, SqlValue } from "./database.js";

/**
 * Opens the embedded PostgreSQL whose files lie in `directory`, made if it is missing; in memory without one. The
 * first open takes seconds. One process at a time: the caller holds the lock.
 */
export async function openPGlite(directory?: string): Promise<Database> {
  const pglite = await create(directory);
  return {
    ...queryable(pglite),
    transaction: (run) => pglite.transaction((tx) => runWhole(tx, run)),
    close: () => pglite.close(),
  };
}

async function create(directory: string | undefined): Promise<PGlite> {
  try {
    return await PGlite.create(directory === undefined ? {} : { dataDir: directory });
  } catch (cause) {
    throw new Error(`cannot open the catalog in ${directory ?? "memory"}`, { cause });
  }
}

/** Runs what is to be in one transaction; rejects if a statement failed, for then the commit would roll back unseen. */
async function runWhole<T>(tx: Transaction, run: (tx: Queryable) => Promise<T>): Promise<T> {
  let failure: { readonly cause: unknown } | undefined;
  const result = await run(
    queryable(tx, (cause) => {
      failure ??= { cause };
    }),
  );
  if (failure !== undefined) {
    throw new Error("the transaction was rolled back: a statement in it had failed", failure);
  }
  return result;
}

function queryable(
  runner: PGliteInterface | Transaction,
  onFailure: (error: unknown) => void = () => undefined,
): Queryable {
  const noticing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      onFailure(error);
      throw error;
    }
  };
  return {
    query: async <T>(sql: string, params: readonly SqlValue[] = []) =>
      (await noticing(runner.query<T>(sql, [...params]))).rows,
    script: async (sql) => {
      await noticing(runner.exec(sql));
    },
  };
}
