import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openCacheFolder } from "../../src/registry/data-directory.js";
import { openDataDirectory } from "../../src/registry/index.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const root = temporaryDirectory();
const holder = fileURLToPath(new URL("hold-data-directory.ts", import.meta.url));

/** Another process that holds the directory by now. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", holder, path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  expect(said.toString()).toBe("held\n");
  return child;
}

describe("openDataDirectory", () => {
  it("makes a directory that is not there, with its folders", async () => {
    const path = join(root, "new", "deep");
    const directory = await openDataDirectory(path);
    onTestFinished(directory.close);
    expect(readdirSync(path).sort()).toEqual(["blobs", "catalog", "lock", "uploads"]);
    expect(readFileSync(join(path, "lock"), "utf8")).toBe(`${process.pid}\n`);
    expect(readdirSync(directory.uploads)).toEqual([]);
  });

  it("refuses a second holder, and names the first, until it is closed", async () => {
    const path = join(root, "twice");
    const first = await openDataDirectory(path);
    const inUse = new RegExp(`${path} is in use by process ${process.pid}$`);
    await expectInputError(() => openDataDirectory(path), "data-directory-in-use", inUse);
    first.close();
    first.close();
    (await openDataDirectory(path)).close();
  });

  it("refuses what another process holds, until that is killed", async () => {
    const path = join(root, "elsewhere");
    const child = await holdElsewhere(path);
    const inUse = new RegExp(`in use by process ${String(child.pid)}$`);
    const error = await expectInputError(() => openDataDirectory(path), "data-directory-in-use", inUse);
    expect([error.field, error.value]).toEqual(["data", path]);
    child.kill("SIGKILL");
    await once(child, "exit");
    (await openDataDirectory(path)).close();
  });

  it("replaces a longer process id left in the lock", async () => {
    const path = join(root, "longer");
    mkdirSync(path);
    writeFileSync(join(path, "lock"), "1234567890123\n");
    (await openDataDirectory(path)).close();
    expect(readFileSync(join(path, "lock"), "utf8")).toBe(`${process.pid}\n`);
  });

  it("says that a path below a file cannot be written, with the system's reason", async () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    const below = () => openDataDirectory(join(file, "data"));
    const error = await expectInputError(
      below,
      "data-directory-not-writable",
      /file\/data cannot be written: ENOTDIR/,
    );
    expect(error.fix).toMatch(/Choose a directory/);
    await expectInputError(
      () => openDataDirectory(file),
      "data-directory-not-writable",
      /file cannot be written: EEXIST/,
    );
  });

  it("says so too if only a folder inside is in the way", async () => {
    const path = join(root, "in-the-way");
    mkdirSync(path);
    writeFileSync(join(path, "uploads"), "");
    await expectInputError(
      () => openDataDirectory(path),
      "data-directory-not-writable",
      /EEXIST at .*uploads/,
    );
  });

  it("says so if its lock cannot be written", async () => {
    const path = join(root, "lock-folder");
    mkdirSync(join(path, "lock"), { recursive: true });
    await expectInputError(() => openDataDirectory(path), "data-directory-not-writable", /EISDIR at .*lock/);
  });

  it.skipIf(process.platform !== "linux")("says so on a file system that takes no files", async () => {
    await expectInputError(
      () => openDataDirectory("/proc/learngene-test"),
      "data-directory-not-writable",
      /\/proc\/learngene-test cannot be written: E[A-Z]+/,
    );
  });

  it.skipIf(process.getuid?.() === 0)("says so if this user may not write there", async () => {
    const path = join(root, "forbidden");
    mkdirSync(path, { mode: 0o500 });
    onTestFinished(() => {
      chmodSync(path, 0o700);
    });
    await expectInputError(() => openDataDirectory(path), "data-directory-not-writable", /EACCES/);
  });
});

describe("openCacheFolder", () => {
  it("makes the folder for copies of blobs alone, for any number of processes", async () => {
    const path = join(root, "shared");
    const first = await openCacheFolder(path);
    expect(await openCacheFolder(path)).toBe(first);
    expect([first, readdirSync(path)]).toEqual([join(path, "cache"), ["cache"]]);
    expect(readdirSync(first)).toEqual([]);
    // Whoever holds the directory for a catalog does not keep them from it.
    const held = await openDataDirectory(path);
    onTestFinished(held.close);
    expect(await openCacheFolder(path)).toBe(first);
  });

  it("refuses a folder that cannot be made", async () => {
    const path = join(root, "file");
    writeFileSync(path, "");
    await expectInputError(() => openCacheFolder(path), "data-directory-not-writable", /cannot be written/);
  });
});
