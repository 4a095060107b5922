import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { testRegistryConfig } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { tinyManifest } from "../support/learngenes.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { digestOf } from "./blob-bytes.js";
import { fileOf, publishAs, tinyFile } from "./publishing.js";

const dataDirectory = join(temporaryDirectory(), "data");
let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry({ ...(await testRegistryConfig(dataDirectory)), maxUploadBytes: 100_000 });
});
afterAll(async () => {
  await registry.close();
});

describe("publishing", () => {
  it("gives numbers from 1, and gives the bytes and the manifest back", async () => {
    const files = ["first", "second", "third"].map((text) => tinyFile(text));
    for (const [i, bytes] of files.entries()) {
      const { version, created } = await publishAs(registry, "acme/three", bytes);
      expect(created).toBe(true);
      expect(version).toMatchObject({
        owner: "acme",
        name: "three",
        number: i + 1,
        digest: digestOf(bytes),
        size: bytes.byteLength,
        tags: ["latest"],
      });
      expect(version.manifest).toEqual({ ...tinyManifest(), description: ["first", "second", "third"][i] });
      expect(Buffer.from(await fileOf(registry, version)).equals(bytes)).toBe(true);
    }
    expect((await registry.resolve("acme", "three", "1")).tags).toEqual([]);
  });

  it("finds the same bytes published before, and takes them under another name", async () => {
    const bytes = tinyFile("again");
    await publishAs(registry, "acme/again", bytes);
    await publishAs(registry, "acme/again", tinyFile("other"));
    const again = await publishAs(registry, "acme/again", bytes);
    expect([again.created, again.version.number]).toEqual([false, 1]);
    const elsewhere = await publishAs(registry, "acme/elsewhere", bytes);
    expect([elsewhere.created, elsewhere.version.number]).toEqual([true, 1]);
    expect((await registry.get("acme", "again")).versions).toHaveLength(2);
  });

  it("numbers 20 concurrent publishes without a gap, in the order of their times", async () => {
    const files = Array.from({ length: 20 }, (_, i) => tinyFile(`concurrent ${i}`));
    const published = await Promise.all(files.map((bytes) => publishAs(registry, "acme/many", bytes)));
    const numbers = published.map(({ version }) => version.number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const [i, { version }] of published.entries()) {
      expect(version.digest).toBe(digestOf(files[i] ?? new Uint8Array()));
    }
    const { versions } = await registry.get("acme", "many");
    expect(versions.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
    const times = versions.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("makes one version of the same bytes published 10 times at once", async () => {
    const bytes = tinyFile("same at once");
    const published = await Promise.all(
      Array.from({ length: 10 }, () => publishAs(registry, "acme/same", bytes)),
    );
    expect(published.filter(({ created }) => created)).toHaveLength(1);
    expect(published.map(({ version }) => version.number)).toEqual(Array(10).fill(1));
    const next = await publishAs(registry, "acme/same", tinyFile("the next"));
    expect(next.version.number).toBe(2);
  });

  it("takes a digest that the bytes have", async () => {
    const bytes = tinyFile("with digest");
    const { created } = await publishAs(registry, "acme/digest", bytes, { expectedDigest: digestOf(bytes) });
    expect(created).toBe(true);
  });

  describe("refused", () => {
    const sound = tinyFile("refused");
    const wrongDigest = `sha256:${"0".repeat(64)}`;
    const withNaN = Uint8Array.from(sound);
    withNaN.set([0, 0, 0xc0, 0x7f], withNaN.byteLength - 4);
    it.each([
      [
        "another digest",
        sound,
        { expectedDigest: wrongDigest },
        "digest-mismatch",
        /have the digest sha256:/,
      ],
      ["a digest that is none", sound, { expectedDigest: "md5:1" }, "invalid-request", /is no digest/],
      ["too many bytes", new Uint8Array(100_001), {}, "body-too-large", /larger than 100000 bytes/],
      ["no bytes", new Uint8Array(), {}, "invalid-safetensors", /./],
      ["a truncated file", sound.subarray(0, -1), {}, "invalid-safetensors", /./],
      ["a file with NaN", withNaN, {}, "invalid-learngene", /./],
      ["another kind of file", Buffer.from("hello, this is not a learngene"), {}, "invalid-safetensors", /./],
      ["a NUL in the manifest", tinyFile("a\0b"), {}, "invalid-learngene", /NUL/],
      ["a bad name", sound, { name: "a--b" }, "invalid-name", /a--b/],
    ] as const)("for %s, a file leaves nothing behind", async (_, bytes, rest, code, message) => {
      const before = readdirSync(join(dataDirectory, "blobs"), { recursive: true });
      await expectInputError(() => publishAs(registry, "acme/refused", bytes, rest), code, message);
      await expectInputError(() => registry.get("acme", "refused"), "learngene-not-found", /acme\/refused/);
      expect(readdirSync(join(dataDirectory, "uploads"))).toEqual([]);
      expect(readdirSync(join(dataDirectory, "blobs"), { recursive: true })).toEqual(before);
    });

    it("because its sender broke off, a file leaves nothing behind", async () => {
      const body = (async function* () {
        yield await Promise.resolve(sound.subarray(0, 100));
        throw new Error("connection lost");
      })();
      await expect(registry.publish({ owner: "acme", name: "refused", body }, theProgram)).rejects.toThrow(
        "connection lost",
      );
      expect(readdirSync(join(dataDirectory, "uploads"))).toEqual([]);
    });

    it("leaves the number for the next", async () => {
      await publishAs(registry, "acme/gapless", tinyFile("gapless 1"));
      await expect(publishAs(registry, "acme/gapless", withNaN)).rejects.toThrow();
      const next = await publishAs(registry, "acme/gapless", tinyFile("gapless 2"));
      expect(next.version.number).toBe(2);
    });
  });
});
