import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedTensors, writeLearngene, writeNetwork } from "../../src/formats/index.js";
import { networkTensors } from "../../src/model/index.js";
import { digestOf, readLearngeneFile, readNetworkFile, writeAtomically } from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import {
  distinctTensors,
  tinyArchitecture,
  tinyManifest,
  tinyNetworkManifest,
} from "../support/learngenes.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "learngene-files-"));
});

afterAll(() => rm(folder, { recursive: true }));

const learngene = writeLearngene(tinyManifest(2), distinctTensors(storedTensors(tinyManifest(2))));
const network = writeNetwork(tinyNetworkManifest(2), distinctTensors(networkTensors(tinyArchitecture, 2)));

async function stored(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe("files of weights", () => {
  it("are read with the digest of their bytes", async () => {
    const read = await readLearngeneFile(await stored("gene.safetensors", learngene));
    expect(read).toEqual({
      manifest: tinyManifest(2),
      tensors: distinctTensors(storedTensors(tinyManifest(2))),
      digest: digestOf(learngene),
    });
    expect(await readNetworkFile(await stored("net.safetensors", network))).toEqual({
      manifest: tinyNetworkManifest(2),
      tensors: distinctTensors(networkTensors(tinyArchitecture, 2)),
      digest: digestOf(network),
    });
  });

  it("are told from one another", async () => {
    const path = await stored("other.safetensors", network);
    await expectInputError(() => readLearngeneFile(path), "invalid-learngene", /not a learngene file/);
    const gene = await stored("other-gene.safetensors", learngene);
    await expectInputError(() => readNetworkFile(gene), "invalid-network", /not a network file/);
  });

  it("are refused where they cannot be read, saying which and why", async () => {
    const missing = join(folder, "missing.safetensors");
    const error = await expectInputError(
      () => readNetworkFile(missing),
      "file-not-found",
      /cannot be read \(ENOENT\)/,
    );
    expect(error.value).toBe(missing);
    await expectInputError(() => readLearngeneFile(folder), "file-not-found", /cannot be read \(EISDIR\)/);
  });

  it("are refused where they hold what is no number", async () => {
    const bad = network.slice();
    new DataView(bad.buffer).setFloat32(bad.byteLength - 4, NaN, true);
    const path = await stored("nan.safetensors", bad);
    await expectInputError(() => readNetworkFile(path), "invalid-network", /holds NaN/);
  });
});

describe("a digest", () => {
  it("is the SHA-256 of the bytes, as sha256sum prints it", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(digestOf(new Uint8Array(0))).toBe(`sha256:${empty}`);
  });
});

describe("writing a file", () => {
  it("replaces what stood there, and leaves nothing beside it", async () => {
    const inside = await mkdtemp(join(folder, "inside-"));
    const path = join(inside, "file");
    await writeAtomically(path, Buffer.from("first"));
    await Promise.all([
      writeAtomically(path, Buffer.from("second")),
      writeAtomically(path, Buffer.from("second")),
    ]);
    expect(await readFile(path, "utf8")).toBe("second");
    expect(await readdir(inside)).toEqual(["file"]);
  });

  it("leaves what stood there where it fails", async () => {
    const inside = await mkdtemp(join(folder, "taken-"));
    await expect(writeAtomically(inside, Buffer.from("text"))).rejects.toThrow();
    expect(await readdir(inside)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
