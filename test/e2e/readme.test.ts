import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { writeImages } from "../support/images.js";
import { documentedCommands } from "../support/markdown.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const run = promisify(execFile);
const commands = documentedCommands(readFileSync("README.md", "utf8"), "sh");

/** What .ci/run does itself: a test cannot install what it runs from. */
const installs = commands.filter((command) => command.startsWith("npm ci"));
const rest = commands.filter((command) => !installs.includes(command));

describe("the README's commands", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);

  /** The command as written, but on this server, the built program, and few small images for few epochs. */
  const adapted = (command: string) =>
    command
      .replaceAll("http://127.0.0.1:8080", server.url)
      .replace(/^npx learngene /, `${process.execPath} ${resolve("dist/cli/main.js")} `)
      .replace("--dataset fashion-mnist", "--dataset idx:images --threads 1")
      .replace(/--epochs \d+/, "--epochs 0.5")
      .replace("--threads 1 --depth 12", "--threads 1 --depth 2 --patch-size 7 --width 16 --heads 2");

  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 256, test: 64, size: 28, classes: 10 });
    await server.start();
  });

  it("start with the two of a newcomer", () => {
    expect(installs).toEqual(["npm ci && npm start", "npm ci && npm test"]);
  });

  it.each(rest)(
    "work: %s",
    async (command) => {
      const { stderr } = await run("sh", ["-c", adapted(command)], { cwd });
      expect(stderr).not.toMatch(/^learngene:/m);
    },
    60_000,
  );

  it("leave the files that they name", () => {
    for (const file of [
      "fashion-vit-v1-depth-9.safetensors",
      "ans-net.safetensors",
      "gene.safetensors",
      "nine.onnx",
    ]) {
      expect(existsSync(join(cwd, file)) && statSync(join(cwd, file)).size, file).toBeGreaterThan(1000);
    }
  });
});
