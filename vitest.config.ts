import { defineConfig } from "vitest/config";
import { PATIENCE } from "./test/support/patience.js";

// What runs the built command: it is built once before, which other tests need not wait for.
const built = ["test/cli/**/*.test.ts", "test/e2e/**/*.test.ts"];
// What operators do, and what else takes many processes or databases, too slow for `npm test`: `npm run test:operations`.
const operating = [
  "test/cli/{backup,bad-input,calibrate,completion,datasets,db,examples,gc,help,import,login,remote,tokens,tracing,training}.test.ts",
  "test/e2e/{access,budgets,client-doc,expanding,guide,jobs,operations,reference-api,sample,training-doc}.test.ts",
];
const operatingParts = [
  "test/registry/{backup,migrate-forward,reopen,search}.test.ts",
  "test/jobs/*.test.ts",
  "test/client/*.test.ts",
  "test/server/{access-matrix,ranges}.test.ts",
  "test/server/hub/{access,file-ids,js-client,lfs,models,publishing}.test.ts",
  "test/trainer/engine/session-thread.test.ts",
  "test/trainer/feed/{batch-feed,training-ahead}.test.ts",
];
// What opens no server and no database: such test files share a process, and load each module once.
const sharing = ["test/{bench,expander,formats,graph,model,page,trainer}/**/*.test.ts"];
// What needs a PostgreSQL server, whichever database the others are on.
const onPostgres = ["test/**/postgres-*.test.ts"];
// Of the registry's and the server's tests, what no other database changes.
const withoutCatalog = [
  "test/registry/{backup,chunk-pool,data-directory,disk-cache,names,observed,open-files,reopen}.test.ts",
  "test/registry/**/*blobs.test.ts",
  "test/{registry,server}/**/s3*.test.ts",
  "test/server/{contract,ranges}.test.ts",
  "test/server/hub/{commit-reader,revision}.test.ts",
  "test/server/http/*.test.ts",
];

const commands = {
  globalSetup: ["test/support/build.ts", "test/support/postgres-setup.ts"],
  provide: { database: "PGlite" as const },
  // Each of these tests starts processes, several times as slow on a machine that is busy besides.
  testTimeout: 120_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    // Two test files at once: PGlite, ONNX Runtime and HTTP tests each want a core of their own.
    maxWorkers: 2,
    // PGlite's WebAssembly is compiled once only, and simply: a test file's second of queries takes half as long.
    execArgv: ["--liftoff-only"],
    testTimeout: 30_000,
    // Opening a registry takes a second, or a minute on a machine that is busy besides.
    hookTimeout: 180_000,
    // A second, as Vitest has it, is short on such a machine; nothing that holds waits longer for it.
    expect: { poll: { timeout: PATIENCE } },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["test/**/*.test.ts"],
          exclude: [...built, ...sharing, ...operatingParts, ...onPostgres],
          provide: { database: "PGlite" },
        },
      },
      {
        extends: true,
        test: {
          name: "sharing",
          include: sharing,
          exclude: operatingParts,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["test/registry/**/*.test.ts", "test/server/**/postgres-*.test.ts"],
          exclude: withoutCatalog,
          globalSetup: "test/support/postgres-setup.ts",
          provide: { database: "PostgreSQL" },
        },
      },
      {
        extends: true,
        // Not of npm test: all of SQL is in the registry's tests. scripts/check/s3.sh runs it, with files in a bucket.
        test: {
          name: "api",
          include: ["test/server/**/*.test.ts"],
          exclude: [...withoutCatalog, ...onPostgres],
          globalSetup: "test/support/postgres-setup.ts",
          provide: { database: "PostgreSQL" },
        },
      },
      {
        extends: true,
        test: {
          name: "command",
          include: built,
          exclude: operating,
          ...commands,
        },
      },
      {
        extends: true,
        test: {
          name: "operations",
          include: [...operating, ...operatingParts],
          ...commands,
        },
      },
    ],
  },
});
