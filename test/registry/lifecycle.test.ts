import fc from "fast-check";
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

/** Publishes so many versions, each described by its number and under a licence of its own. */
async function publishVersions(id: string, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    await publishAs(registry, id, tinyFile(`${id} ${i}`, { license: `LicenseRef-${i}` }));
  }
}

const yank = (name: string, ref: string, reason = "") => registry.yank("acme", name, ref, reason, theProgram);
const unyank = (name: string, ref: string) => registry.unyank("acme", name, ref, theProgram);
const latestOf = async (name: string) => (await registry.resolve("acme", name, "latest")).number;
const listed = async (name: string) =>
  (await registry.list({ q: `acme/${name} ` })).items.map(({ name: found, latest }) => [
    found,
    latest.number,
  ]);

describe("a yanked version", () => {
  beforeAll(() => publishVersions("acme/yanked", 3));

  it("is passed over by latest, lists and what is said of the learngene, until it is unyanked", async () => {
    const yanked = await yank("yanked", "latest", "bad data");
    expect(yanked).toMatchObject({ number: 3, tags: [], yanked: { reason: "bad data" } });
    expect(await latestOf("yanked")).toBe(2);
    expect(await listed("yanked")).toEqual([["yanked", 2]]);
    expect(await registry.get("acme", "yanked")).toMatchObject({
      description: "acme/yanked 2",
      license: "LicenseRef-2",
      latest: { number: 2, tags: ["latest"] },
      manifest: { description: "acme/yanked 2" },
      versions: [{ number: 3, tags: [], yanked: { reason: "bad data" } }, { number: 2 }, { number: 1 }],
      tags: [{ tag: "latest", number: 2 }],
    });
    await yank("yanked", "1");
    expect(await latestOf("yanked")).toBe(2);
    expect(await unyank("yanked", "3")).not.toHaveProperty("yanked");
    expect(await latestOf("yanked")).toBe(3);
    expect(await registry.get("acme", "yanked")).toMatchObject({ license: "LicenseRef-3" });
    await unyank("yanked", "1");
  });

  it("is still there by number, digest and tag, says why, and keeps when", async () => {
    await registry.setTag("acme", "yanked", "pinned", "2", theProgram);
    const { digest, yanked: first } = await yank("yanked", "2", "one reason");
    for (const ref of ["2", digest, "pinned"]) {
      const found = await registry.resolve("acme", "yanked", ref);
      expect(found).toMatchObject({ number: 2, tags: ["pinned"], yanked: { reason: "one reason" } });
    }
    const { yanked: again } = await yank("yanked", "pinned", "another reason");
    expect(again).toEqual({ at: first?.at, reason: "another reason" });
    expect(await yank("yanked", digest, "another reason")).toMatchObject({ yanked: again });
    await unyank("yanked", "pinned");
    expect(await unyank("yanked", "2")).not.toHaveProperty("yanked");
    await registry.deleteTag("acme", "yanked", "pinned", theProgram);
  });

  it("takes a reason of bounded length that the catalog can hold", async () => {
    await expectInputError(() => yank("yanked", "1", "x".repeat(501)), "invalid-request", /over 500/);
    await expectInputError(() => yank("yanked", "1", "a\0b"), "invalid-request", /NUL/);
    await expectInputError(() => yank("yanked", "1", "a\ud800b"), "invalid-request", /surrogate/);
    expect(await registry.resolve("acme", "yanked", "1")).not.toHaveProperty("yanked");
    await expectInputError(() => yank("yanked", "9"), "version-not-found", /versions 1 to 3/);
    await expectInputError(() => unyank("nowhere", "1"), "learngene-not-found", /acme\/nowhere/);
  });

  it("is found when its bytes are published again", async () => {
    const bytes = tinyFile("yanked bytes");
    await publishAs(registry, "acme/again", bytes);
    await yank("again", "1", "gone stale");
    const { version, created } = await publishAs(registry, "acme/again", bytes);
    expect([created, version.number, version.yanked?.reason]).toEqual([false, 1, "gone stale"]);
  });
});

describe("a learngene whose versions are all yanked", () => {
  beforeAll(async () => {
    await publishVersions("acme/hidden", 2);
    await yank("hidden", "1");
    await yank("hidden", "2");
  });

  it("is shown with what its newest version says, but is in no list", async () => {
    expect(await registry.get("acme", "hidden")).toMatchObject({
      description: "acme/hidden 2",
      family: "vit",
      latest: undefined,
      manifest: undefined,
      versions: [{ number: 2 }, { number: 1 }],
      tags: [],
    });
    expect(await listed("hidden")).toEqual([]);
  });

  it("has no latest, and says which numbers it has", async () => {
    const message = /acme\/hidden has no version latest: it has versions 1 to 2, yanked; it has no tags/;
    await expectInputError(() => latestOf("hidden"), "version-not-found", message);
  });

  it("is listed again with the next version", async () => {
    const { version } = await publishAs(registry, "acme/hidden", tinyFile("acme/hidden 3"));
    expect([version.number, version.tags]).toEqual([3, ["latest"]]);
    expect(await listed("hidden")).toEqual([["hidden", 3]]);
  });
});

describe("a deleted version", () => {
  it("goes with its tags, and its number is never given again", async () => {
    await publishVersions("acme/deleted", 3);
    await registry.setTag("acme", "deleted", "stable", "3", theProgram);
    await registry.setTag("acme", "deleted", "old", "1", theProgram);
    await registry.deleteVersion("acme", "deleted", "stable", theProgram);
    const message = /it has versions 1 to 2; its tags are latest, old$/;
    for (const ref of ["3", "stable"]) {
      await expectInputError(() => registry.resolve("acme", "deleted", ref), "version-not-found", message);
    }
    expect(await latestOf("deleted")).toBe(2);
    const again = await publishAs(registry, "acme/deleted", tinyFile("acme/deleted 3"));
    expect([again.created, again.version.number]).toEqual([true, 4]);
    await registry.deleteVersion("acme", "deleted", "2", theProgram);
    await expectInputError(() => registry.resolve("acme", "deleted", "2"), "version-not-found", /1, 4|4, 1/);
  });

  it("takes the learngene with it if it was the last", async () => {
    await publishAs(registry, "lonely/one", tinyFile("last"));
    const { digest } = await registry.resolve("lonely", "one", "1");
    await registry.deleteVersion("lonely", "one", digest, theProgram);
    const gone = /there is no learngene lonely\/one: lonely has no public learngenes/;
    for (const run of [
      () => registry.get("lonely", "one"),
      () => registry.resolve("lonely", "one", "latest"),
      () => registry.deleteVersion("lonely", "one", "1", theProgram),
      () => registry.changeDetails("lonely", "one", { card: "x" }, theProgram),
      () => registry.deleteLearngene("lonely", "one", theProgram),
    ]) {
      await expectInputError(run, "learngene-not-found", gone);
    }
    expect((await registry.list({ q: "lonely/" })).items).toEqual([]);
    expect((await publishAs(registry, "lonely/one", tinyFile("last"))).version.number).toBe(2);
  });
});

describe("a deleted learngene", () => {
  it("goes with all its versions, tags and details, and comes back with the next number, as private as it was", async () => {
    await publishVersions("acme/whole", 2);
    await registry.setTag("acme", "whole", "stable", "1", theProgram);
    const written = { description: "d", license: "MIT", card: "# C", visibility: "private" } as const;
    await registry.changeDetails("acme", "whole", written, theProgram);
    await registry.deleteLearngene("acme", "whole", theProgram);
    await expectInputError(() => registry.get("acme", "whole"), "learngene-not-found", /acme\/whole/);
    const { version } = await publishAs(registry, "acme/whole", tinyFile("new", { license: "Zlib" }));
    expect(version.number).toBe(3);
    expect(await registry.get("acme", "whole")).toMatchObject({
      description: "new",
      license: "Zlib",
      card: "",
      visibility: "private",
      versions: [{ number: 3 }],
      tags: [{ tag: "latest", number: 3 }],
    });
  });
});

describe("whatever is done to a learngene", () => {
  const operation = fc.oneof(
    fc.constant({ kind: "publish" } as const),
    fc.record({ kind: fc.constantFrom("yank", "unyank", "delete"), number: fc.integer({ min: 1, max: 5 }) }),
  );

  it("latest is the highest version that is not yanked, and numbers only grow", async () => {
    let name = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 12 }), async (operations) => {
        const id = `model-${++name}`;
        const yanked = new Map<number, boolean>();
        let given = 0;
        for (const each of operations) {
          if (each.kind === "publish") {
            given += 1;
            yanked.set(given, false);
            const { version } = await publishAs(registry, `acme/${id}`, tinyFile(`${id} ${given}`));
            expect(version.number).toBe(given);
          } else if (yanked.has(each.number)) {
            const ref = String(each.number);
            if (each.kind === "delete") {
              await registry.deleteVersion("acme", id, ref, theProgram);
              yanked.delete(each.number);
            } else {
              await (each.kind === "yank" ? yank(id, ref) : unyank(id, ref));
              yanked.set(each.number, each.kind === "yank");
            }
          }
        }
        const numbers = [...yanked.keys()].reverse();
        const expected = numbers.find((number) => yanked.get(number) === false);
        expect(await listed(id)).toEqual(expected === undefined ? [] : [[id, expected]]);
        if (numbers.length > 0) {
          const learngene = await registry.get("acme", id);
          expect(learngene.latest?.number).toBe(expected);
          expect(learngene.versions.map(({ number }) => number)).toEqual(numbers);
          expect(learngene.description).toBe(`${id} ${expected ?? Math.max(...numbers)}`);
        }
      }),
      { numRuns: 25 },
    );
  });
});
