import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { start, succeed, type Running } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { documentedCommands } from "../support/markdown.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const run = promisify(execFile);
const commands = documentedCommands(readFileSync("docs/access.md", "utf8"), "sh");
const [make = "", serve = "", ...rest] = commands;

describe("the commands of docs/access.md", () => {
  const cwd = temporaryDirectory();
  let running: Running | undefined;
  let url = "";

  /** The command as written, but on this server and the built program. */
  const carryOut = (command: string) => {
    const adapted = command
      .replaceAll("http://127.0.0.1:8080", url)
      .replace(/^npx learngene /, `${process.execPath} ${resolve("dist/cli/main.js")} `);
    return run("sh", ["-c", adapted], { cwd });
  };

  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    await carryOut(make);
    const [, ...args] = serve.replace("npx ", "").split(" ");
    running = start([...args, "--port", "0", "--log-level", "warn"], { cwd });
    url = (/http:\/\/\S+/.exec(await running.firstLine)?.[0] ?? "").replace("0.0.0.0", "127.0.0.1");
  });
  afterAll(async () => {
    running?.process.kill("SIGTERM");
    await running?.finished;
  });

  it("start with a token and a server for others", () => {
    expect(make).toMatch(/^npx learngene tokens create /);
    expect(serve).toBe("npx learngene serve --host 0.0.0.0");
    expect(readFileSync(join(cwd, "admin.token"), "utf8")).toMatch(/^lg_[\w-]{43}\n$/);
  });

  it.each(rest)("work: %s", async (command) => {
    await carryOut(command);
  });

  it("leave a token revoked, the sample private, and all of it in the audit log", async () => {
    running?.process.kill("SIGTERM");
    await running?.finished;
    const list = await succeed(["tokens", "list"], { cwd });
    expect(list).toMatch(/ revoked +2099-01-01 00:00 +never +acme:publish +ci\n/);
    expect(list).toMatch(/ active +never +20\d\d-\S+ \S+ +\*:admin +admin\n/);
  });
});
