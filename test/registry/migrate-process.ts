/** A process that migrates the database at the URL it is given, once a line comes in, and prints what it ran. */
import { once } from "node:events";
import { openPostgres } from "../../src/registry/index.js";
import { migrate } from "../../src/registry/migrate.js";

const database = openPostgres({ url: process.argv[2] ?? "" });
await database.query("select 1");
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdout.write(`${JSON.stringify(await migrate(database))}\n`);
await database.close();
process.stdin.destroy();
