import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  MAX_CARD,
  openRegistry,
  theProgram,
  type DetailsChange,
  type Registry,
} from "../../src/registry/index.js";
import { testRegistryConfig } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { tinyManifest, trainingRecord } from "../support/learngenes.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { publishAs, tinyFile } from "./publishing.js";

const dataDirectory = join(temporaryDirectory(), "data");
let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry({ ...(await testRegistryConfig(dataDirectory)), maxUploadBytes: 1_000_000 });
});
afterAll(async () => {
  await registry.close();
});

describe("details", () => {
  const change = (details: DetailsChange) => registry.changeDetails("acme", "told", details, theProgram);
  const listed = async () => (await registry.list({ q: "acme/told" })).items[0];
  beforeAll(() => publishAs(registry, "acme/told", tinyFile("first", { license: "MIT" })));

  it("are the newest version's until they are written, and again when that is taken back", async () => {
    expect(await registry.get("acme", "told")).toMatchObject({
      description: "first",
      license: "MIT",
      card: "",
      visibility: "public",
    });
    const written = await change({ description: "written", license: "Zlib" });
    expect(written).toMatchObject({ description: "written", license: "Zlib" });
    await publishAs(registry, "acme/told", tinyFile("second", { license: "ISC" }));
    expect(await registry.get("acme", "told")).toEqual(expect.objectContaining({ license: "Zlib" }));
    expect(await listed()).toMatchObject({ description: "written", license: "Zlib" });
    expect(await change({ license: null })).toMatchObject({ description: "written", license: "ISC" });
    expect(await change({ description: "" })).toMatchObject({ description: "" });
    expect(await change({ description: null })).toMatchObject({ description: "second", license: "ISC" });
  });

  it("are written one by one, each leaving the others", async () => {
    await change({ card: "# Card\n\n`x` 😀", visibility: "private" });
    await change({ description: "own" });
    const learngene = await change({ visibility: "public" });
    expect(learngene).toMatchObject({
      card: "# Card\n\n`x` 😀",
      description: "own",
      license: "ISC",
      visibility: "public",
    });
    expect(await listed()).not.toHaveProperty("card");
    expect(await change({})).toEqual(learngene);
  });

  it("are found by the text that was written, not by what it covers", async () => {
    await change({ description: "Needle in hay" });
    expect((await registry.list({ q: "nEEdle" })).items).toHaveLength(1);
    expect((await registry.list({ q: "second" })).items).toEqual([]);
    await change({ description: null });
    expect((await registry.list({ q: "second" })).items).toHaveLength(1);
  });

  it("are refused if they are too long, empty where they may not be, or not to be stored", async () => {
    const before = await registry.get("acme", "told");
    for (const [wrong, message] of [
      [{ description: "x".repeat(1001) }, /description has 1001 characters/],
      [{ card: "x".repeat(MAX_CARD + 1) }, /card has 100001 characters/],
      [{ license: "x".repeat(101) }, /license has 101/],
      [{ license: "" }, /license is empty/],
      [{ card: "a\0b", description: "fine" }, /card holds a NUL/],
      [{ description: "\udc00" }, /description holds half of a surrogate pair/],
    ] as const) {
      await expectInputError(() => change(wrong), "invalid-request", message);
    }
    expect(await registry.get("acme", "told")).toEqual(before);
    expect((await change({ card: "é".repeat(MAX_CARD) })).card).toHaveLength(MAX_CARD);
  });
});

describe("a search", () => {
  const sizes = new Map<string, number>();
  beforeAll(async () => {
    const { config } = tinyManifest().architecture;
    for (const [name, dataset, embedDim] of [
      ["a", "fashion-mnist", 4],
      ["b", "fashion-mnist", 8],
      ["c", "flowers", 8],
      ["d", undefined, 16],
    ] as const) {
      const training = dataset === undefined ? null : trainingRecord(dataset);
      const architecture = { family: "vit" as const, config: { ...config, embedDim } };
      const file = tinyFile(`Find ${name}`, { training, architecture });
      sizes.set(name, (await publishAs(registry, `search/${name}`, file)).version.size);
    }
  });
  const found = async (query: Parameters<Registry["list"]>[0]) =>
    (await registry.list({ q: "search/", ...query })).items.map(({ name }) => name);
  const size = (name: string) => sizes.get(name) ?? NaN;

  it("finds by the data set's very name", async () => {
    expect(await found({ dataset: "fashion-mnist" })).toEqual(["a", "b"]);
    expect(await found({ dataset: "flowers" })).toEqual(["c"]);
    expect(await found({ dataset: "fashion" })).toEqual([]);
    expect((await registry.list({ q: "search/" })).items.map(({ dataset }) => dataset)).toEqual([
      "fashion-mnist",
      "fashion-mnist",
      "flowers",
      undefined,
    ]);
  });

  it("finds by the size of the latest file, bounds among it", async () => {
    expect(await found({ maxSize: size("a") })).toEqual(["a"]);
    expect(await found({ maxSize: size("a") - 1 })).toEqual([]);
    expect(await found({ minSize: size("d") })).toEqual(["d"]);
    expect(await found({ minSize: size("a") + 1, maxSize: size("d") - 1 })).toEqual(["b", "c"]);
    await publishAs(registry, "search/a", tinyFile("Find a again"));
    await registry.yank("search", "a", "2", "", theProgram);
    expect(await found({ minSize: size("a"), maxSize: size("a") })).toEqual(["a"]);
  });

  it("finds what fits all that is asked, page by page", async () => {
    const query = { family: "vit", dataset: "fashion-mnist", minSize: 1, maxSize: 1e9, limit: 1 };
    const first = await registry.list({ q: "find", ...query });
    const second = await registry.list({ q: "find", ...query, cursor: first.nextCursor });
    expect([first, second].map(({ items }) => items.map(({ name }) => name))).toEqual([["a"], ["b"]]);
    expect(second.nextCursor).toBeUndefined();
    expect(await found({ ...query, dataset: "flowers", cursor: first.nextCursor })).toEqual(["c"]);
  });

  it("refuses sizes that are none, and a least over the most", async () => {
    for (const wrong of [{ minSize: -1 }, { maxSize: 1.5 }, { maxSize: NaN }, { minSize: 2, maxSize: 1 }]) {
      await expectInputError(() => registry.list(wrong), "invalid-request", /Size/);
    }
    await expectInputError(() => registry.list({ dataset: "a\0" }), "invalid-request", /NUL/);
  });
});
