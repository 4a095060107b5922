import { catalogStatus, migrate, openDatabase, type MigrationStatus } from "../registry/index.js";
import type { CatalogConfig } from "./options/index.js";

/** Runs what migrations the catalog lacks, and prints their names. */
export async function migrateCatalog(config: CatalogConfig): Promise<void> {
  // A migration may take longer than a request may wait.
  const database = await openDatabase({ ...config, databaseStatementTimeout: 0 });
  try {
    const ran = await migrate(database);
    const lines = ran.length === 0 ? ["the database is up to date"] : ran.map((name) => `ran ${name}`);
    process.stdout.write(`${lines.join("\n")}\n`);
  } finally {
    await database.close();
  }
}

/** Prints which migrations the catalog has and lacks. Throws what migrating would, after printing. */
export async function showCatalogStatus(config: CatalogConfig, json: boolean): Promise<void> {
  const { migrations, refusal } = await catalogStatus(config);
  process.stdout.write(`${json ? JSON.stringify(migrations) : asText(migrations)}\n`);
  if (refusal !== undefined) {
    throw refusal;
  }
}

function asText(migrations: readonly MigrationStatus[]): string {
  const width = Math.max(...migrations.map(({ name }) => name.length));
  const lines = migrations.map(({ name, state, appliedAt }) =>
    `${name.padEnd(width)}  ${state} ${appliedAt?.toISOString() ?? ""}`.trimEnd(),
  );
  const pending = migrations.filter(({ state }) => state === "pending").length;
  const end =
    pending === 0
      ? "Up to date."
      : `Lacks ${pending} ${pending === 1 ? "migration" : "migrations"}: run learngene db migrate, or start the server.`;
  return [...lines, end].join("\n");
}
