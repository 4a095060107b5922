import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { testRegistryConfig } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { publishAs, tinyFile } from "./publishing.js";

const dataDirectory = join(temporaryDirectory(), "data");
let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry({ ...(await testRegistryConfig(dataDirectory)), maxUploadBytes: 100_000 });
});
afterAll(async () => {
  await registry.close();
});

describe("one learngene", () => {
  beforeAll(async () => {
    await publishAs(registry, "acme/one", tinyFile("one 1", { license: "MIT" }));
    await publishAs(registry, "acme/one", tinyFile("one 2"));
    await publishAs(registry, "acme/one", tinyFile("one 3"));
  });

  it("has its versions newest first, its tags, and what its newest manifest says", async () => {
    await registry.setTag("acme", "one", "stable", "2", theProgram);
    await registry.setTag("acme", "one", "a-first", "1", theProgram);
    const learngene = await registry.get("acme", "one");
    expect(learngene).toMatchObject({
      owner: "acme",
      name: "one",
      description: "one 3",
      license: "Apache-2.0",
      family: "vit",
      tags: [
        { tag: "latest", number: 3 },
        { tag: "a-first", number: 1 },
        { tag: "stable", number: 2 },
      ],
    });
    expect(learngene.versions.map(({ number, tags }) => [number, tags])).toEqual([
      [3, ["latest"]],
      [2, ["stable"]],
      [1, ["a-first"]],
    ]);
    expect(learngene.latest).toEqual(learngene.versions[0]);
    expect(learngene.manifest?.description).toBe("one 3");
    expect(learngene.updatedAt.getTime()).toBeGreaterThan(learngene.createdAt.getTime());
  });

  it("is resolved by number, tag, latest and digest", async () => {
    await registry.setTag("acme", "one", "found", "2", theProgram);
    const second = await registry.resolve("acme", "one", "2");
    expect(second.manifest.description).toBe("one 2");
    expect(await registry.resolve("acme", "one", "found")).toEqual(second);
    expect(await registry.resolve("acme", "one", second.digest)).toEqual(second);
    expect((await registry.resolve("acme", "one", "latest")).number).toBe(3);
    await registry.deleteTag("acme", "one", "found", theProgram);
  });

  it("moves a tag to any version, whatever the ref", async () => {
    expect((await registry.setTag("acme", "one", "moving", "1", theProgram)).tags).toContain("moving");
    const { digest } = await registry.resolve("acme", "one", "latest");
    expect((await registry.setTag("acme", "one", "moving", digest, theProgram)).number).toBe(3);
    expect((await registry.resolve("acme", "one", "moving")).number).toBe(3);
    expect((await registry.resolve("acme", "one", "1")).tags).not.toContain("moving");
    expect((await registry.setTag("acme", "one", "moving", "moving", theProgram)).number).toBe(3);
    await registry.deleteTag("acme", "one", "moving", theProgram);
    await expectInputError(() => registry.resolve("acme", "one", "moving"), "version-not-found", /moving/);
  });

  it("says which versions and tags there are instead of the one asked for", async () => {
    for (const ref of ["4", "99999999999999999999999", "none", `sha256:${"0".repeat(64)}`]) {
      const error = await expectInputError(
        () => registry.resolve("acme", "one", ref),
        "version-not-found",
        /acme\/one has no version .*: it has versions 1 to 3; its tags are latest/,
      );
      expect([error.field, error.value]).toEqual(["ref", ref]);
    }
    await publishAs(registry, "acme/lonely", tinyFile("lonely"));
    const missing = () => registry.setTag("acme", "lonely", "stable", "2", theProgram);
    await expectInputError(missing, "version-not-found", /it has only version 1/);
  });

  it("refuses to set or delete latest, and to delete a tag that is not there", async () => {
    await expectInputError(
      () => registry.setTag("acme", "one", "latest", "1", theProgram),
      "invalid-name",
      /set by the registry/,
    );
    await expectInputError(
      () => registry.deleteTag("acme", "one", "latest", theProgram),
      "invalid-name",
      /set by the registry/,
    );
    await expectInputError(
      () => registry.deleteTag("acme", "one", "gone", theProgram),
      "tag-not-found",
      /its tags are latest/,
    );
  });

  it("that is not there is named, with what its owner has", async () => {
    await publishAs(registry, "little/only", tinyFile("only"));
    await expectInputError(
      () => registry.get("little", "other"),
      "learngene-not-found",
      /: little has only$/,
    );
    const nobody = /there is no learngene nobody\/x: nobody has no public learngenes/;
    for (const run of [
      () => registry.get("nobody", "x"),
      () => registry.resolve("nobody", "x", "1"),
      () => registry.setTag("nobody", "x", "stable", "1", theProgram),
      () => registry.deleteTag("nobody", "x", "stable", theProgram),
    ]) {
      await expectInputError(run, "learngene-not-found", nobody);
    }
    await expectInputError(() => registry.get("a--b", "x"), "invalid-name", /a--b/);
  });
});

describe("lists", () => {
  const names = ["list-B/x", "list-a/y", "list-a/z-1", "list-a/z.1", "list-c/x"];
  beforeAll(async () => {
    for (const id of names.toReversed()) {
      await publishAs(registry, id, tinyFile(`Entry ${id} 100% Ångström`));
    }
  });
  const ids = (items: readonly { owner: string; name: string }[]) =>
    items.map(({ owner, name }) => `${owner}/${name}`);

  it("are in the order of owner and name, page after page, each item once", async () => {
    const seen: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.list({ q: "entry", limit: 2, cursor });
      seen.push(ids(page.items));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
  });

  it("go on from the cursor when something was published in between", async () => {
    const { nextCursor } = await registry.list({ q: "entry", limit: 4 });
    await publishAs(registry, "list-a/a", tinyFile("Entry before the cursor"));
    await publishAs(registry, "list-d/a", tinyFile("Entry after the cursor"));
    expect(ids((await registry.list({ q: "entry", cursor: nextCursor })).items)).toEqual([
      "list-c/x",
      "list-d/a",
    ]);
  });

  it("end exactly at the last item", async () => {
    const page = await registry.list({ q: "list-a/z", limit: 2 });
    expect(ids(page.items)).toEqual(["list-a/z-1", "list-a/z.1"]);
    expect(page.nextCursor).toBeUndefined();
  });

  it("find text in names and descriptions in any case, and take no character for a pattern", async () => {
    expect(ids((await registry.list({ q: "LIST-b" })).items)).toEqual(["list-B/x"]);
    expect((await registry.list({ q: "100% åNG", limit: 200 })).items).toHaveLength(5);
    expect((await registry.list({ q: "list-a_z" })).items).toEqual([]);
    expect((await registry.list({ q: "%" })).items.length).toBeGreaterThan(0);
    expect((await registry.list({ q: "no such text" })).items).toEqual([]);
  });

  it("hold the newest version's summary and are narrowed by family", async () => {
    const { items } = await registry.list({ q: "list-c/x", family: "vit" });
    const version = await registry.resolve("list-c", "x", "1");
    expect(items[0]?.latest).toEqual({
      number: 1,
      digest: version.digest,
      size: version.size,
      createdAt: version.createdAt,
      tags: ["latest"],
    });
    expect((await registry.list({ family: "rnn" })).items).toEqual([]);
  });

  it("refuse cursors that the registry did not give, and limits out of range", async () => {
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const wrong = ["", "x", "e30", text(["a"]), text([1, 2]), text(["a", "b", "c"]), text(["a\0", "b"])];
    for (const cursor of [...wrong, `${text(["a", "b"])}=`]) {
      const error = await expectInputError(() => registry.list({ cursor }), "invalid-request", /cursor/);
      expect(error.field).toBe("cursor");
    }
    for (const limit of [0, -1, 1.5, 201, NaN]) {
      await expectInputError(() => registry.list({ limit }), "invalid-request", /from 1 to 200/);
    }
    await expectInputError(() => registry.list({ q: "a\0" }), "invalid-request", /NUL/);
  });
});

describe("a registry", () => {
  it("is ready while it is open", async () => {
    await expect(registry.ready()).resolves.toBeUndefined();
  });
});
