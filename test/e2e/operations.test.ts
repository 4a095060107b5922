import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { operationsPage, withSettings } from "../../scripts/configuration-table.js";
import { start } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { documentedCommands } from "../support/markdown.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const page = readFileSync(operationsPage, "utf8");
const [make = "", serve = "", ...rest] = documentedCommands(page, "sh");

describe("the settings in docs/operations.md", () => {
  it("are those of serve: npm run generate writes them", async () => {
    expect(await withSettings(page)).toBe(page);
  });

  it("hold every variable that the program reads", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.includes("generated"))
      .map((path) => readFileSync(join("src", path), "utf8"));
    const names = new Set(sources.flatMap((text) => text.match(/\bLEARNGENE_[A-Z0-9_]+[A-Z0-9]\b/g) ?? []));
    expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("the commands of docs/operations.md for a data directory", () => {
  const cwd = temporaryDirectory();
  const carryOut = (command: string) =>
    promisify(execFile)(
      "sh",
      ["-c", command.replace(/^npx learngene /, `${process.execPath} ${resolve("dist/cli/main.js")} `)],
      { cwd },
    );

  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    await carryOut(make);
  });

  it("serve, once there is a token", async () => {
    expect(make).toMatch(/^npx learngene tokens create /);
    const [, ...args] = serve.replace("npx ", "").split(" ");
    expect(args).toEqual(["serve", "--host", "0.0.0.0"].slice(0, args.length));
    const running = start([...args, "--port", "0", "--log-level", "warn"], { cwd });
    expect(await running.firstLine).toMatch(/ is ready at /);
    running.process.kill("SIGTERM");
    expect((await running.finished).status).toBe(0);
  });

  it.each(rest)("work: %s", async (command) => {
    await carryOut(command);
  });

  it("leave a registry beside its copy", () => {
    expect(readdirSync(cwd).sort()).toEqual(["admin.token", "backup.tar", "data", "restored"]);
    expect(readdirSync(join(cwd, "restored")).sort()).toEqual(["blobs", "catalog", "lock", "uploads"]);
  });
});
