import { PGlite, type PGliteInterface, type Transaction } from "@electric-sql/pglite";
import type { Database, Queryable } from "./database.js";

/**
 * Opens the embedded PostgreSQL whose files lie in `directory`, made if it is missing; in memory without one. The
 * first open takes seconds. One process at a time: the caller holds the lock.
 */
export async function openPGlite(directory?: string): Promise<Database> {
  const pglite = await create(directory);
  return {
    ...queryable(pglite),
    transaction: (run) => pglite.transaction((tx) => run(queryable(tx))),
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

function queryable(runner: PGliteInterface | Transaction): Queryable {
  return {
    query: async <T>(sql: string, params: Parameters<Queryable["query"]>[1] = []) =>
      (await runner.query<T>(sql, [...params])).rows,
    script: async (sql) => {
      await runner.exec(sql);
    },
  };
}
