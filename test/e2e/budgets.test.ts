import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { documentedCommands } from "../support/markdown.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const run = promisify(execFile);
const commands = documentedCommands(readFileSync("docs/budgets.md", "utf8"), "sh");

describe("the commands of docs/budgets.md", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  // The server holds the data directory: what is to be done without it is done by it here.
  const adapted = (command: string) =>
    command
      .replace("--batches 1,8", "--server http://127.0.0.1:8080 --batches 1,8")
      .replaceAll("http://127.0.0.1:8080", server.url)
      .replace(
        /^npx learngene (.*)$/,
        `${process.execPath} ${resolve("dist/cli/main.js")} $1 --rounds 2 --threads 1`,
      );

  beforeAll(() => server.start());

  it.each(commands)("work: %s", async (command) => {
    const { stderr } = await run("sh", ["-c", adapted(command)], { cwd });
    expect(stderr).not.toMatch(/^learngene:/m);
  });
});
