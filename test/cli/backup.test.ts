import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../src/registry/index.js";
import { publishAs, tinyFile } from "../registry/publishing.js";
import { learngene, start, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

describe("backup and restore", () => {
  const cwd = temporaryDirectory();
  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    const registry = await openRegistry({ dataDirectory: join(cwd, "data") });
    await publishAs(registry, "acme/kept", tinyFile("kept"));
    await registry.close();
  });

  const exampleOf = async (command: string): Promise<string[]> => {
    const help = await succeed([command, "--help"], { cwd });
    return (/^ {2}\$ learngene (.*)$/m.exec(help)?.[1] ?? "").split(" ");
  };

  it("carry a registry over, as their examples do", async () => {
    expect(await succeed(await exampleOf("backup"), { cwd })).toMatch(
      /^backed up 1 learngene, 1 version to backup\.tar \(\d+ bytes\)\n$/,
    );
    expect(await succeed(await exampleOf("restore"), { cwd })).toMatch(
      /^restored 1 learngene, 1 version of 20\d\d-\S+Z into restored\n$/,
    );
    const running = start(["serve", "--port", "0", "--data", "restored", "--log-level", "silent"], { cwd });
    const url = /http:\/\/\S+/.exec(await running.firstLine)?.[0] ?? "";
    const kept = await fetch(`${url}/v1/learngenes/acme/kept/versions/1/file`);
    expect(Buffer.from(await kept.arrayBuffer()).equals(tinyFile("kept"))).toBe(true);
    const refused = await learngene(["backup", "held.tar", "--data", "restored"], { cwd });
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/is in use by process/)]);
    running.process.kill("SIGTERM");
    expect((await running.finished).status).toBe(0);
  });

  it.each([
    ["backup data/none/x.tar", {}, /there is no directory data\/none/],
    ["backup x.tar --data nowhere", {}, /there is no registry in nowhere/],
    ["backup x.tar", { DATABASE_URL: "postgres://u:secret@h/d" }, /on PostgreSQL.*pg_dump first.*versioning/],
    ["restore none.tar --data fresh", {}, /the backup none\.tar cannot be read/],
    ["restore data/lock --data fresh", {}, /the backup cannot be restored: it is no tar archive/],
    ["restore data/lock --data data", {}, /the data directory \S+data is not empty/],
  ])("refuse %s in one line", async (command, env, line) => {
    const { status, stdout, stderr } = await learngene(command.split(" "), { cwd, env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain("secret");
    expect((await readdir(cwd)).filter((name) => ["x.tar", "nowhere"].includes(name))).toEqual([]);
  });
});
