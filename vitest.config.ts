import { defineConfig } from "vitest/config";

// What runs the built command: it is built once before, which other tests need not wait for.
const built = ["test/cli/**/*.test.ts", "test/e2e/**/*.test.ts"];

export default defineConfig({
  test: {
    // Two test files at once: PGlite, ONNX Runtime and HTTP tests each want a core of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    // Opening a registry takes a second, or a minute on a machine that is busy besides.
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: "parts", include: ["test/**/*.test.ts"], exclude: built } },
      {
        extends: true,
        test: {
          name: "command",
          include: built,
          globalSetup: "test/support/build.ts",
          // Each of these tests starts processes, several times as slow on a machine that is busy besides.
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
