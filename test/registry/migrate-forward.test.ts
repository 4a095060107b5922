import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  refreshEvidence,
  selectLearngene,
  selectLearngenes,
  selectVersion,
} from "../../src/registry/catalog/index.js";
import type { Database } from "../../src/registry/index.js";
import { migrate, readMigrations } from "../../src/registry/migrate.js";
import { openTestDatabase } from "../support/databases.js";
import { tinyManifest } from "../support/learngenes.js";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.script("drop schema public cascade; create schema public");
});

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const manifest = (description: string) => JSON.stringify({ ...tinyManifest(), description });

/** Rows as the first release wrote them: two learngenes, three versions, a tag. */
async function writeAsFirstRelease(): Promise<void> {
  await database.script(`
    insert into blobs (digest, size) values
      ('${digest("a")}', 100), ('${digest("b")}', 9007199254740991), ('${digest("c")}', 0);
    insert into learngenes (owner, name, description, license, last_version) values
      ('acme', 'two', 'second', 'MIT', 2), ('acme', 'one', 'only', 'Apache-2.0', 1);
    insert into versions (learngene_id, number, digest, size, manifest)
      select id, 1, '${digest("a")}', 100, '${manifest("first")}' from learngenes where name = 'two';
    insert into versions (learngene_id, number, digest, size, manifest)
      select id, 2, '${digest("b")}', 9007199254740991, '${manifest("second")}' from learngenes where name = 'two';
    insert into versions (learngene_id, number, digest, size, manifest)
      select id, 1, '${digest("c")}', 0, '${manifest("only")}' from learngenes where name = 'one';
    insert into tags (learngene_id, tag, number) select id, 'stable', 1 from learngenes where name = 'two';
  `);
}

const landed = await readMigrations();

// From each schema that a release may have left behind, the newest among them.
describe.each(landed.map(({ name }, i) => [name, i + 1] as const))("a database at %s", (_name, at) => {
  it("is brought forward with what the first release published in it", async () => {
    await migrate(database, landed.slice(0, 1));
    await writeAsFirstRelease();
    await migrate(database, landed.slice(0, at));
    expect(await migrate(database)).toEqual(landed.slice(at).map(({ name }) => name));

    const two = await selectLearngene(database, "acme", "two");
    expect(two).toMatchObject({ description: "second", license: "MIT", family: "vit" });
    expect(two?.versions.map(({ number, size, tags }) => [number, size, tags])).toEqual([
      [2, Number.MAX_SAFE_INTEGER, ["latest"]],
      [1, 100, ["stable"]],
    ]);
    expect(two?.manifest).toEqual({ ...tinyManifest(), description: "second" });
    const listed = await selectLearngenes(database, { privateOf: [], limit: 10 });
    expect(listed.map(({ name }) => name)).toEqual(["one", "two"]);
    const only = await selectVersion(database, "acme", "one", { kind: "latest" });
    expect(only).toMatchObject({ number: 1, digest: digest("c"), size: 0 });
  });
});

describe("results that were attached before versions told of them", () => {
  it("are told of in short, as they are after the next one", async () => {
    const before = landed.filter(({ name }) => name < "0009");
    await migrate(database, before);
    await writeAsFirstRelease();
    const result = { dataset: { name: "clothes", digest: digest("d") }, split: "test", depth: 9, seeds: [0] };
    for (const measured of [
      { ...result, epochs: 0, accuracy: 0.8 },
      { ...result, epochs: 3, accuracy: 0.9, scratchAccuracy: 0.5 },
    ]) {
      await database.query(
        `insert into version_results (learngene_id, number, result)
         select id, 1, $1::jsonb from learngenes where name = 'two'`,
        [JSON.stringify(measured)],
      );
    }
    await migrate(database);
    const evidence = async () => (await selectLearngene(database, "acme", "two"))?.versions[1]?.evidence;
    const told = await evidence();
    expect(told).toEqual({
      results: 2,
      datasets: [
        {
          ...result.dataset,
          split: "test",
          results: 2,
          untuned: { depth: 9, accuracy: 0.8 },
          tuned: { depth: 9, epochs: 3, accuracy: 0.9, scratchAccuracy: 0.5 },
        },
      ],
    });
    const [two] = await database.query<{ id: string }>("select id::text from learngenes where name = 'two'");
    await refreshEvidence(database, two?.id ?? "", 1);
    expect(await evidence()).toEqual(told);
  });
});
