import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram } from "../../src/registry/index.js";
import { publishAs, tinyFile } from "../registry/publishing.js";
import { learngene, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { directoryListing } from "../support/directory-listing.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

describe("gc", () => {
  const cwd = temporaryDirectory();
  const data = join(cwd, "data");
  const kept = tinyFile("kept");
  const deleted = tinyFile("deleted");

  beforeAll(async () => {
    await copyDataDirectory(data);
    const registry = await openRegistry({ dataDirectory: data });
    await publishAs(registry, "acme/tiny", kept);
    await publishAs(registry, "acme/tiny", deleted);
    await registry.deleteVersion("acme", "tiny", "2", theProgram);
    await registry.close();
  });

  it("says what it would delete, leaves what is young, and deletes what no version has", async () => {
    const blobs = async () => (await directoryListing(join(data, "blobs"))).length;
    const before = await blobs();
    const dry = await succeed(["gc", "--dry-run", "--grace", "0"], { cwd });
    expect(dry).toBe(`Would delete 1 file of ${deleted.byteLength} bytes and 0 unfinished uploads.\n`);
    const young = await succeed(["gc"], { cwd });
    expect(young).toBe("Deleted 0 files of 0 bytes and 0 unfinished uploads.\n");
    expect(await blobs()).toBe(before);
    const done = await succeed(["gc", "--grace", "0", "--unfinished", "1h"], { cwd });
    expect(done).toBe(`Deleted 1 file of ${deleted.byteLength} bytes and 0 unfinished uploads.\n`);
    expect(await blobs()).toBe(before - 1);
    const registry = await openRegistry({ dataDirectory: data });
    const file = await registry.openFile(await registry.resolve("acme", "tiny", "latest"));
    expect(Buffer.from(await file.read(0, file.size)).equals(kept)).toBe(true);
    await file.close();
    await registry.close();
  });

  it.each([
    [["--grace", "24"], /--grace must be a time such as 90s, 30m, 24h or 7d, not 24\./],
    [["--grace", "-1h"], /--grace must be a time/],
    [["--unfinished", "soon"], /--unfinished must be a time/],
    [["--data", "missing"], /there is no data directory missing/],
  ])("refuses %j, and makes nothing", async (args, message) => {
    const before = await directoryListing(cwd);
    const { status, stdout, stderr } = await learngene(["gc", ...args], { cwd });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(await directoryListing(cwd)).toEqual(before);
    await rm(join(cwd, "missing"), { recursive: true, force: true });
  });
});
