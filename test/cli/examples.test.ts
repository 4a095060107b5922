import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/index.js";
import { bytesFromFloats, safetensorsHeader } from "../../src/formats/index.js";
import { learngeneTensors, stageWise } from "../../src/model/index.js";
import { learngene, start, succeed, type Running } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { createPostgresDatabase } from "../support/databases.js";
import { writeImages } from "../support/images.js";
import { distinctTensors, tinyArchitecture } from "../support/learngenes.js";
import { startS3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const cwd = temporaryDirectory();
const env: Record<string, string> = { XDG_CONFIG_HOME: join(cwd, "config") };

/** Every command that does something, by the words that lead to it. */
function commandsBelow(command: Command, path = ""): string[] {
  return command.commands.flatMap((each) => {
    const words = `${path} ${each.name()}`.trim();
    return each.commands.length > 0 ? commandsBelow(each, words) : [words];
  });
}

const tried = new Set<string>();

/** The arguments of a help's one example. */
async function exampleOf(command: string): Promise<string[]> {
  tried.add(command);
  const help = await succeed([...command.split(" "), "--help"], { cwd });
  const examples = [...help.matchAll(/^ {2}\$ learngene (.*)$/gm)].map((match) => match[1] ?? "");
  expect(examples).toHaveLength(1);
  const words = (examples[0] ?? "").match(/"[^"]*"|\S+/g) ?? [];
  expect(words.slice(0, command.split(" ").length).join(" ")).toBe(command);
  return words.map((word) => word.replaceAll('"', ""));
}

/** Runs a command's example, with what is not here replaced; its standard output. */
async function run(command: string, ...replacements: [from: string, to: string][]): Promise<string> {
  const args = (await exampleOf(command)).map((word) =>
    replacements.reduce((text, [from, to]) => text.replace(from, to), word),
  );
  return succeed(args, { cwd, env });
}

describe("of the trainings, the example of", () => {
  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 128, test: 50, size: 28, classes: 4 });
    const config = { ...tinyArchitecture.config, embedDim: 24, numHeads: 12, fcNorm: false, normEps: 1e-5 };
    const specs = learngeneTensors({ ...tinyArchitecture, config }, 5, stageWise.blockName);
    const data = distinctTensors(specs);
    const tensors = specs.map(({ name, shape }) => ({
      name: name.replace(/^stages\.(\d+)\.(.+)\.(\w+)$/, "blocks.block.$2.instances.$1.$3"),
      shape,
      dtype: "F32" as const,
    }));
    const values = specs.map(({ name }) => bytesFromFloats(data.get(name) ?? new Float32Array()));
    await writeFile(
      join(cwd, "aux.safetensors"),
      Buffer.concat([safetensorsHeader(tensors, { format: "pt" }), ...values]),
    );
  });

  // Each reads what the one before wrote.
  it.each([
    ["ancestor", /^$/],
    ["learn", /^$/],
    ["finetune", /^$/],
    ["evaluate", /^accuracy \d+\.\d\d %, loss/],
    ["import", /wrote learngene\.safetensors\n$/],
    ["doctor", /^Images\/s of a training step/m],
    ["completion", /^# Completions of learngene for bash/],
  ])("%s runs", async (command, says) => {
    expect(await run(command, ["fashion-mnist", "idx:images"])).toMatch(says);
  });
});

describe("on a server, the example of", () => {
  const job = "7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e";
  let server: Running;
  let submitted = "";

  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    await writeFile(join(cwd, "recipe.yaml"), "epochs: 1\nbatchSize: 32\n");
    await rename(join(cwd, "images"), join(cwd, "clothes"));
    server = start(["serve", "--port", "0", "--log-level", "warn"], { cwd });
    env["LEARNGENE_SERVER"] = /http:\/\/\S+/.exec(await server.firstLine)?.[0] ?? "";
  });
  afterAll(async () => {
    server.process.kill("SIGTERM");
    await server.finished;
  });

  it.each([
    ["ls", /^learngene\/fashion-vit +1 +vit/m],
    ["show", /^learngene\/fashion-vit\n/],
    ["plan", /^parameters +\d+/m],
    ["init", /^nine\.onnx\n$/],
    ["pull", /^fashion-vit\.safetensors\n$/],
    ["publish", /^me\/fashion-vit@1 is sha256:/],
    ["tag", /^stable names me\/fashion-vit@1\.\n$/],
    ["yank", /^me\/fashion-vit@1 is yanked\.\n$/],
    ["datasets add", /^acme\/clothes is sha256:/],
    ["datasets list", /^acme\/clothes /m],
    ["datasets show", /^128 images to train on/m],
    ["datasets visibility", /^acme\/clothes is private now\.\n$/],
  ])("%s runs", async (command, says) => {
    expect(await run(command, ["folder:clothes", "idx:clothes"])).toMatch(says);
  });

  it("jobs submit runs, and of the others on its job", async () => {
    submitted = (await run("jobs submit")).trim();
    expect(submitted).toMatch(/^[0-9a-f-]{36}$/);
    const own: [string, string] = [job, submitted];
    expect(await run("jobs show", own)).toContain(submitted);
    expect(await run("jobs follow", own)).toMatch(/^state .*succeeded/m);
    expect(await run("jobs download", own)).toMatch(/network\.onnx\n$/);
    expect(await run("jobs ls")).toMatch(/^ID /);
    // One that takes so long that it is there to be stopped.
    await writeFile(join(cwd, "recipe.yaml"), "epochs: 1000\nbatchSize: 32\n");
    const long = (await run("jobs submit")).trim();
    expect(await run("jobs cancel", [job, long])).toMatch(/^Cancell(ed|ing)/);
  });

  it("calibrate runs", async () => {
    const args = await exampleOf("calibrate");
    const few = ["--rounds", "1", "--depths", "1,2", "--threads", "1"];
    const own = args.map((word) => word.replace("http://127.0.0.1:8080", env["LEARNGENE_SERVER"] ?? ""));
    expect(await succeed([...own, ...few], { cwd, env })).toMatch(/laptop/);
  });

  it("datasets rm runs", async () => {
    expect(await run("datasets rm")).toBe("Deleted acme/clothes.\n");
  });

  it("login and logout runs", async () => {
    const url = env["LEARNGENE_SERVER"] ?? "";
    const response = await fetch(`${url}/v1/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: "me", grants: [{ owner: "me", scope: "publish" }] }),
    });
    const { secret } = (await response.json()) as { secret: string };
    const own = (await exampleOf("login")).map((word) => word.replace("https://genes.example", url));
    const { stdout } = await learngene(own, { cwd, env, input: `${secret}\n` });
    expect(stdout).toBe(`Logged in to ${url} as me: me:publish.\n`);
    expect(await run("logout", ["https://genes.example", url])).toBe(`Logged out of ${url}.\n`);
  });
});

describe("on a data directory, the example of", () => {
  beforeAll(() => {
    delete env["LEARNGENE_SERVER"];
  });

  it("tokens create, list and revoke runs", async () => {
    expect(await run("tokens create")).toMatch(/^lg_/);
    const listed = await run("tokens list");
    const [id = ""] = /^\S{36}(?=.* acme:publish +ci$)/m.exec(listed) ?? [];
    expect(await run("tokens revoke", ["1f0b8f3e-6d0c-4b52-9d41-1fd5b9f0a111", id])).toBe(`Revoked ${id}.\n`);
  });

  it.each([
    ["gc", /0 files|nothing/i],
    ["db status", /./],
    ["backup", /./],
    ["restore", /./],
  ])("%s runs", async (command, says) => {
    expect(await run(command, ["/var/lib/learngene", "data"])).toMatch(says);
  });

  it("serve runs", async () => {
    const running = start(await exampleOf("serve"), { cwd, env });
    expect(await running.firstLine).toMatch(/^Learngene is ready at http:\/\/127\.0\.0\.1:9000 .*curl -f/);
    running.process.kill("SIGTERM");
    expect((await running.finished).status).toBe(0);
  });
});

describe("on PostgreSQL, the example of", () => {
  it("db migrate and worker runs", async () => {
    const database = await createPostgresDatabase();
    const bucket = await startS3Server();
    const { config } = bucket;
    const replaced = (words: readonly string[]) =>
      words.map((word) => word.replace(/^postgres:.*/, database).replace(/^learngenes$/, config.bucket));
    const onServer = {
      cwd,
      env: { ...env, LEARNGENE_S3_ENDPOINT: config.endpoint, AWS_REGION: "us-east-1" },
    };
    expect(await succeed(replaced(await exampleOf("db migrate")), onServer)).toMatch(/./);
    const worker = start(replaced(await exampleOf("worker")), onServer);
    expect(await worker.firstLine).toMatch(/waits for jobs/);
    worker.process.kill("SIGTERM");
    expect((await worker.finished).status).toBe(0);
    await bucket.stop();
  });
});

describe("every command", () => {
  it("has an example, which was run", () => {
    expect([...tried].sort()).toEqual(commandsBelow(createProgram(new AbortController().signal)).sort());
  });
});
