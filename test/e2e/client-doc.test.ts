import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const run = promisify(execFile);
const text = readFileSync("docs/client.md", "utf8");
const snippets = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

/** What a user's project says; `dom` and no Node in the client's own types: it is for browsers too. */
const tsconfig = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: ["node"],
    typeRoots: [resolve("node_modules/@types")],
  },
};

describe("the snippets of docs/client.md", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  const tool = (name: string) => resolve("node_modules/.bin", name);

  beforeAll(async () => {
    // As a user has it: the package by its name, from its exports.
    mkdirSync(join(cwd, "node_modules"));
    symlinkSync(resolve("."), join(cwd, "node_modules/learngene"));
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(tsconfig));
    await server.start();
    snippets.forEach((code, i) => {
      writeFileSync(join(cwd, `${i}.ts`), code.replaceAll("http://127.0.0.1:8080", server.url));
    });
  });

  it("compile as a user's project", async () => {
    const { stdout } = await run(tool("tsc"), ["-p", "."], { cwd });
    expect(stdout).toBe("");
  });

  const said = [
    /^learngene\/fashion-vit, version 1\n\d+ layers, \d+ parameters\n$/,
    /^fashion-vit-v1-depth-9\.onnx sha256:[0-9a-f]{64}\n$/,
    /^me\/copy@1, sha256:[0-9a-f]{64}\n422 invalid-safetensors .+\n$/,
    /^1 \d\.\d+\n(.*\n)+succeeded \{/,
    /^\[ 'latest', 'stable' \]\n$/,
  ];

  it.each(said.map((words, i) => [i, words] as const))("run: number %i", async (i, words) => {
    const { stdout } = await run(tool("tsx"), [`${i}.ts`], { cwd });
    expect(stdout).toMatch(words);
  });

  it("are all run, and leave the network", () => {
    expect(snippets).toHaveLength(said.length);
    expect(statSync(join(cwd, "fashion-vit-v1-depth-9.onnx")).size).toBeGreaterThan(100_000);
  });
});
