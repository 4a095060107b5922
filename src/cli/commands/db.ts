import { Command } from "commander";
import {
  addCatalogOptions,
  catalogConfigOf,
  catalogOptionsSchema,
  type CatalogConfig,
  type Settings,
} from "../options/index.js";

/** `learngene db`: the schema of the catalog's database. */
export function dbCommand(): Command {
  return new Command("db")
    .summary("bring the catalog's database up to date, or look at it")
    .description("Look after the catalog's database, on PostgreSQL or embedded in the data directory.")
    .addCommand(migrateCommand())
    .addCommand(statusCommand());
}

function migrateCommand(): Command {
  const command = new Command("migrate")
    .summary("run the migrations that the database lacks")
    .description(
      "Run the migrations that the database lacks, each wholly or not at all. The server does so too when it starts; " +
        "do it before where the server's user may not change the schema. Any number may run at once: each migration " +
        "runs once.",
    );
  return onCatalog(
    command,
    "learngene db migrate --database-url postgres://learngene@db.example/learngene",
  ).action(async () => {
    const { migrateCatalog } = await import("../catalog.js");
    await migrateCatalog(configOf(command));
  });
}

function statusCommand(): Command {
  const command = new Command("status")
    .summary("show which migrations the database has")
    .description(
      "Show which migrations the database has and which it lacks, and change nothing. Fails if the database is not " +
        "one that this release can use.",
    )
    .option("--json", "print one JSON array (default: no)");
  return onCatalog(command, "learngene db status --data /var/lib/learngene").action(async () => {
    const { showCatalogStatus } = await import("../catalog.js");
    const { json } = command.opts<{ json?: boolean }>();
    await showCatalogStatus(configOf(command), json === true);
  });
}

function onCatalog(command: Command, example: string): Command {
  return addCatalogOptions(command).addHelpText("after", `\nExample:\n  $ ${example}`);
}

function configOf(command: Command): CatalogConfig {
  return catalogConfigOf(catalogOptionsSchema.parse(command.opts<Settings>()));
}
