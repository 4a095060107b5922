import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram, type Registry, type TagConditions } from "../../src/registry/index.js";
import { testRegistryConfig } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { publishAs, tinyFile } from "./publishing.js";

const VERSIONS = 8;
const dataDirectory = join(temporaryDirectory(), "data");
let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry({ ...(await testRegistryConfig(dataDirectory)), maxUploadBytes: 100_000 });
  for (let i = 1; i <= VERSIONS; i++) {
    await publishAs(registry, "acme/tagged", tinyFile(`tagged ${i}`));
  }
});
afterAll(async () => {
  await registry.close();
});

const set = (tag: string, number: number, conditions?: TagConditions) =>
  registry.setTag("acme", "tagged", tag, String(number), theProgram, conditions);
const remove = (tag: string, conditions?: TagConditions) =>
  registry.deleteTag("acme", "tagged", tag, theProgram, conditions);
const standing = async (tag: string) => (await registry.getTag("acme", "tagged", tag)).number;

describe("a tag", () => {
  it("gives the version that it stands on, as latest does", async () => {
    await set("here", 3);
    expect(await registry.getTag("acme", "tagged", "here")).toMatchObject({ number: 3, tags: ["here"] });
    expect(await standing("latest")).toBe(VERSIONS);
    const missing = () => standing("gone");
    await expectInputError(missing, "tag-not-found", /acme\/tagged has no tag gone: its tags are latest/);
    await expectInputError(() => standing("3"), "invalid-name", /those are versions/);
  });

  it("is moved off the versions that If-Match names, and no other", async () => {
    await set("safe", 1);
    await set("safe", 2, { ifMatch: [1, 7] });
    await set("safe", 3, { ifMatch: "any" });
    const error = await expectInputError(
      () => set("safe", 4, { ifMatch: [1, 2] }),
      "precondition-failed",
      /acme\/tagged has the tag safe on version 3$/,
    );
    expect([error.field, error.value]).toEqual(["If-Match", '"1", "2"']);
    await expectInputError(() => set("safe", 4, { ifMatch: [] }), "precondition-failed", /version 3/);
    expect(await standing("safe")).toBe(3);
    for (const ifMatch of ["any", [1]] as const) {
      const missing = () => set("unmade", 1, { ifMatch });
      await expectInputError(missing, "precondition-failed", /acme\/tagged has no tag unmade$/);
    }
  });

  it("is only made, or only moved off others, with If-None-Match", async () => {
    await set("once", 1, { ifNoneMatch: "any" });
    const again = () => set("once", 2, { ifNoneMatch: "any" });
    const error = await expectInputError(again, "precondition-failed", /has the tag once on version 1/);
    expect([error.field, error.value]).toEqual(["If-None-Match", "*"]);
    await set("once", 2, { ifNoneMatch: [3] });
    await expectInputError(() => set("once", 3, { ifNoneMatch: [2] }), "precondition-failed", /version 2/);
    expect(await standing("once")).toBe(2);
  });

  it("is taken away on the same conditions", async () => {
    await set("leaving", 5);
    await expectInputError(() => remove("leaving", { ifMatch: [4] }), "precondition-failed", /version 5/);
    await remove("leaving", { ifMatch: [5] });
    await expectInputError(() => remove("leaving", { ifMatch: [5] }), "precondition-failed", /no tag/);
    await expectInputError(() => remove("leaving"), "tag-not-found", /has no tag leaving/);
  });
});

describe("of those who move a tag at once with the same If-Match", () => {
  it("exactly one does, whoever makes it first", async () => {
    for (let round = 0; round < 5; round++) {
      await set("raced", 1);
      const others = Array.from({ length: VERSIONS - 1 }, (_, i) => i + 2);
      const moves = await Promise.allSettled(others.map((number) => set("raced", number, { ifMatch: [1] })));
      const winners = others.filter((_, i) => moves[i]?.status === "fulfilled");
      expect(winners).toEqual([await standing("raced")]);
      for (const move of moves) {
        if (move.status === "rejected") {
          expect(move.reason).toMatchObject({ code: "precondition-failed" });
        }
      }
    }
  });

  it("exactly one makes it, with If-None-Match", async () => {
    const makes = await Promise.allSettled(
      Array.from({ length: VERSIONS }, (_, i) => set("made", i + 1, { ifNoneMatch: "any" })),
    );
    expect(makes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
