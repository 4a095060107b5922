/** For a vitest project's `globalSetup`: one PostgreSQL server for the run, whichever projects ask for it. */
import type { TestProject } from "vitest/node";
import { startPostgresServer } from "./postgres-server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the run's PostgreSQL server, where the project's setup starts it. */
    postgres: string;
    /** Where the catalogs of the project's tests are. */
    database: "PGlite" | "PostgreSQL";
  }
}

/** Where a project's setup tells the others of the server that it started; they run in one process, in turn. */
const VARIABLE = "LEARNGENE_TEST_POSTGRES";

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env[VARIABLE];
  if (running !== undefined) {
    project.provide("postgres", running);
    return undefined;
  }
  const server = await startPostgresServer();
  process.env[VARIABLE] = server.url;
  project.provide("postgres", server.url);
  return () => server.stop();
}
