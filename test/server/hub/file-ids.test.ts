import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { expansionStream } from "../../../src/expander/index.js";
import { FilesystemBlobStore } from "../../../src/registry/blobs/filesystem.js";
import { Registry, theProgram } from "../../../src/registry/index.js";
import { HttpFault } from "../../../src/server/errors/fault.js";
import { FileIds } from "../../../src/server/hub/file-ids.js";
import { RevisionFiles } from "../../../src/server/hub/files.js";
import { Snapshots } from "../../../src/server/hub/snapshots.js";
import { Planner } from "../../../src/server/planning/planner.js";
import { openTestCatalog } from "../../support/databases.js";
import { bytesSource } from "../../support/sources.js";
import { largeLearngeneFile } from "../support/api.js";
import { sha256 } from "./support.js";

/** A store whose files are read once it is let to. */
class HeldStore extends FilesystemBlobStore {
  held: Promise<void> = Promise.resolve();

  override async open(digest: string) {
    const blob = await super.open(digest);
    const readInto = blob.readInto.bind(blob);
    blob.readInto = async (target, offset) => {
      await this.held;
      await readInto(target, offset);
    };
    return blob;
  }
}

let directory = "";
let store: HeldStore;
let registry: Registry;
const file = largeLearngeneFile();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "learngene-file-ids-"));
  const database = await openTestCatalog(directory);
  store = new HeldStore({ blobs: join(directory, "blobs"), uploads: join(directory, "uploads") });
  registry = new Registry({ database, blobs: store, maxUploadBytes: 100 * 1024 ** 2 });
  const body = bytesSource(file).stream(0, file.byteLength);
  await registry.publish({ owner: "acme", name: "large", body }, theProgram);
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

async function weightsOf(revision: string) {
  const planner = new Planner(registry);
  const snapshot = await new Snapshots(registry, planner).find("acme", "large", revision);
  const files = await new RevisionFiles(planner).list(snapshot);
  const weights = files.find(({ path }) => path === "model.safetensors");
  if (weights?.kind !== "expanded") {
    throw new Error("there are no weights");
  }
  return { snapshot, weights };
}

describe("the id of an expanded file", () => {
  it("is found while whoever asked is sent away, by one reading for all", async () => {
    const { snapshot, weights } = await weightsOf("depth-5");
    let release: () => void = () => undefined;
    store.held = new Promise((resolve) => {
      release = resolve;
    });
    const readings = vi.spyOn(registry, "lendFile");
    const ids = new FileIds(registry, 1);
    const asked = await Promise.allSettled([ids.of(weights, snapshot), ids.of(weights, snapshot)]);
    for (const answer of asked) {
      const reason: unknown = answer.status === "rejected" ? answer.reason : undefined;
      expect(reason).toBeInstanceOf(HttpFault);
      expect((reason as HttpFault).fault).toMatchObject({
        code: "unavailable",
        headers: { "Retry-After": "2" },
      });
    }
    release();
    const patient = new FileIds(registry);
    await expect
      .poll(() => registry.hub.fileSha256(weights.expansion.etag.replaceAll('"', "")))
      .toBeDefined();
    const bytes = await buffer(expansionStream(weights.expansion.segments, bytesSource(file)));
    expect(await patient.of(weights, snapshot)).toEqual({ kind: "sha256", id: sha256(bytes) });
    expect(readings).toHaveBeenCalledTimes(1);
  });

  it("is another server's to use, once one has found it", async () => {
    const { snapshot, weights } = await weightsOf("depth-6");
    const found = await new FileIds(registry).of(weights, snapshot);
    const readings = vi.spyOn(registry, "lendFile");
    expect(await new FileIds(registry).of(weights, snapshot)).toEqual(found);
    expect(readings).not.toHaveBeenCalled();
  });
});
