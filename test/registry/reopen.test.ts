import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { openRegistry, theProgram } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks } from "./blob-bytes.js";
import { publishAs, tinyFile } from "./publishing.js";

const root = temporaryDirectory();
const publisher = fileURLToPath(new URL("publish-and-stall.ts", import.meta.url));

// A first open and a process of its own take seconds, and more beside other tests.
describe("openRegistry", { timeout: 60_000 }, () => {
  it("starts in an empty directory, and keeps everything over a close", async () => {
    const dataDirectory = join(root, "kept");
    const bytes = tinyFile("kept");
    const before = await openRegistry({ dataDirectory });
    const { version } = await publishAs(before, "acme/kept", bytes);
    const tagged = await before.setTag("acme", "kept", "stable", "1", theProgram);
    const learngene = await before.get("acme", "kept");
    await before.close();
    await expect(before.ready()).rejects.toThrow();

    const after = await openRegistry({ dataDirectory });
    try {
      expect(await after.get("acme", "kept")).toEqual(learngene);
      expect(await after.resolve("acme", "kept", "stable")).toEqual(tagged);
      const file = await after.openFile(version);
      expect(Buffer.from(await file.read(0, file.size)).equals(bytes)).toBe(true);
      await file.close();
      expect(await publishAs(after, "acme/kept", bytes)).toEqual({ version: tagged, created: false });
      expect((await publishAs(after, "acme/kept", tinyFile("next"))).version.number).toBe(2);
    } finally {
      await after.close();
    }
  });

  it("finds what was published before a kill -9, and nothing of an upload under way", async () => {
    const dataDirectory = join(root, "killed");
    await copyDataDirectory(dataDirectory);
    const child = spawn(process.execPath, ["--import", "tsx", publisher, dataDirectory], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    await once(child.stdout, "data");
    expect(readdirSync(join(dataDirectory, "uploads"))).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");

    const registry = await openRegistry({ dataDirectory });
    expect(readdirSync(join(dataDirectory, "uploads"))).toEqual([]);
    expect((await registry.get("acme", "killed")).versions.map(({ number }) => number)).toEqual([1]);
    expect((await publishAs(registry, "acme/killed", tinyFile("after"))).version.number).toBe(2);
    await registry.close();
  });

  it("publishes a file whose blob a crash left without a row", async () => {
    const dataDirectory = join(root, "no-row");
    await copyDataDirectory(dataDirectory);
    const bytes = tinyFile("no row");
    const store = new FilesystemBlobStore({
      blobs: join(dataDirectory, "blobs"),
      uploads: join(dataDirectory, "uploads"),
    });
    await (await store.stage(chunks(bytes, 1000), bytes.byteLength)).commit();

    const registry = await openRegistry({ dataDirectory });
    expect((await registry.list()).items).toEqual([]);
    const { created, version } = await publishAs(registry, "acme/late", bytes);
    expect([created, version.number]).toEqual([true, 1]);
    await registry.close();
  });

  it("refuses a directory that is open, and leaves it as it is", async () => {
    const dataDirectory = join(root, "open");
    await copyDataDirectory(dataDirectory);
    const registry = await openRegistry({ dataDirectory });
    await expectInputError(
      () => openRegistry({ dataDirectory }),
      "data-directory-in-use",
      /in use by process/,
    );
    await expect(registry.ready()).resolves.toBeUndefined();
    await registry.close();
    await (await openRegistry({ dataDirectory })).close();
  });
});
