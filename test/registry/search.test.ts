import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selectLearngenes } from "../../src/registry/catalog/index.js";
import type { Database, Queryable } from "../../src/registry/index.js";
import { migrate } from "../../src/registry/migrate.js";
import { openTestDatabase } from "../support/databases.js";
import { tinyManifest } from "../support/learngenes.js";

/** So many that a text is not found without its index. */
const LEARNGENES = 1500;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  await migrate(database);
  await fill();
});
afterAll(() => database.close());

/** Learngenes of one version each; the last of them have texts that try a search. */
async function fill(): Promise<void> {
  const odd = [
    "100 % of it_all \\ done",
    "Ångström ÅNGSTRÖM straße STRASSE",
    "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς İstanbul ıI",
    "学習遺伝子 ｶﾞ e\u0301 é 🧬🧬",
    "a'b\"c {x,y} null \t tab",
    "",
  ];
  // A learngene and its latest version refer to each other.
  await database.transaction(async (tx) => {
    await tx.query("insert into blobs (digest, size) values ($1, 1)", [digest]);
    await tx.query(
      `insert into learngenes (owner, name, description, own_description, license, latest, last_version, family)
     select 'owner-' || lpad((i % 100)::text, 2, '0'), 'name-' || i, 'A learngene of width ' || 64 * (1 + i % 12),
       case when i >= ${LEARNGENES - odd.length} then $1::jsonb ->> (i - ${LEARNGENES - odd.length}) end, 'MIT', 1, 1, 'vit'
     from generate_series(0, ${LEARNGENES - 1}) i`,
      [JSON.stringify(odd)],
    );
    await tx.query(
      "insert into versions (learngene_id, number, digest, size, manifest) select id, 1, $1, 1, $2::jsonb from learngenes",
      [digest, JSON.stringify(tinyManifest())],
    );
  });
}

const digest = `sha256:${"a".repeat(64)}`;

const search = async (q: string, db: Queryable = database, limit = 201) =>
  (await selectLearngenes(db, { q, privateOf: [], limit })).map(({ owner, name }) => `${owner}/${name}`);

/** What a search is to find: the text as it stands, in any case, by a look at every learngene. */
async function everyLookedAt(q: string): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select owner || '/' || name as id from learngenes
     where strpos(lower((owner || '/' || name || ' ' || coalesce(own_description, description)) collate "default"), lower($1)) > 0
     order by owner, name limit 201`,
    [q],
  );
  return rows.map(({ id }) => id);
}

describe("a search", () => {
  it.each([
    ["what most learngenes hold", ["of width", "A LEARNGENE", "e", "OW", "owner-", ""]],
    ["what few hold", ["name-1490 ", "R-42/NAME-1", "width 704", "/name-149", "% of it", "it_all"]],
    ["what none holds", ["nothing", "width of", "name-1500", "of width 65 ", "a%b", "zzz", "zz", "^"]],
    ["wildcards and escapes", ["%", "_", "\\", "100 %", "\\ d", "\\\\", "%%", "of_width", "{x,y}", "null"]],
    [
      "one and two characters",
      ["ß", "ü", "q", "学", "🧬", "习", "遺伝", "🧬🧬", "é", "e\u0301", "\t", "'b", " ", "  "],
    ],
    [
      "letters of any language, in any case",
      ["ÅNGSTRÖM", "STRAßE", "strasse", "οδυσσευσ", "ΟΔΥΣΣΕΎΣ", "ὈΔΥΣ", "ς"],
    ],
    ["letters whose case is a language's", ["İSTANBUL", "istanbul", "i̇s", "ıi", "II", "習遺伝子", "ｶﾞ E"]],
  ])("finds %s, as a look at every learngene does", async (_what, texts) => {
    for (const q of texts) {
      expect([q, await search(q)]).toEqual([q, await everyLookedAt(q)]);
    }
  });

  it("finds every piece of a text, whatever its length", async () => {
    const texts = await database.query<{ text: string }>(
      `select owner || '/' || name || ' ' || coalesce(own_description, description) as text from learngenes
       where own_description <> ''`,
    );
    expect(texts).toHaveLength(5);
    for (const { text } of texts) {
      const characters = Array.from(text);
      for (let length = 1; length <= characters.length; length += 3) {
        const start = (7 * length) % (characters.length - length + 1);
        const piece = characters.slice(start, start + length).join("");
        expect([piece, await search(piece)]).toEqual([piece, await everyLookedAt(piece)]);
      }
    }
  });

  it("finds what was written a moment ago, and not what stood there before", async () => {
    await database.query("update learngenes set own_description = 'Quokka' where name = 'name-1450'");
    expect(await search("quokka")).toEqual(["owner-50/name-1450"]);
    await database.query("update learngenes set own_description = null where name = 'name-1450'");
    expect(await search("quokka")).toEqual([]);
  });

  it("goes on from a place in the list, and keeps to what else was asked for", async () => {
    const found = await selectLearngenes(database, {
      q: "name-149",
      after: ["owner-92", "name-1492"],
      owner: "owner-93",
      privateOf: [],
      limit: 10,
    });
    expect(found.map(({ name }) => name)).toEqual(["name-1493"]);
  });
});

describe("a search in a large catalog", () => {
  beforeAll(() => database.script("analyze"));

  it.each(["nothing", "name-1345 ", "ß", "zz"])("reads %j by its index, not every learngene", async (q) => {
    const { db, read } = counting();
    expect(await search(q, db)).toEqual(await everyLookedAt(q));
    expect(read.indexes).toContain("learngenes_by_text");
    // The first thousand, and a few that the index gave.
    expect(read.rows).toBeLessThan(1100);
  });

  it("reads no further than a page for what is found often", async () => {
    const { db, read } = counting();
    expect(await search("of width", db, 21)).toHaveLength(21);
    expect(read.rows).toBeLessThan(30);
    expect(read.indexes).not.toContain("learngenes_by_text");
  });
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The test's database, and what statements on it read of the learngenes. */
function counting(): { db: Queryable; read: { rows: number; indexes: string[] } } {
  const read: { rows: number; indexes: string[] } = { rows: 0, indexes: [] };
  const add = (node: PlanNode): void => {
    if (node["Index Name"] !== undefined) {
      read.indexes.push(node["Index Name"]);
    }
    if (node["Relation Name"] === "learngenes") {
      read.rows += node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);
    }
    node.Plans?.forEach(add);
  };
  const db: Queryable = {
    ...database,
    query: async <T>(sql: string, params?: Parameters<Queryable["query"]>[1]) => {
      const [explained] = await database.query<{ "QUERY PLAN": readonly [{ Plan: PlanNode }] }>(
        `explain (analyze, format json) ${sql}`,
        params,
      );
      explained?.["QUERY PLAN"].forEach(({ Plan }) => {
        add(Plan);
      });
      return database.query<T>(sql, params);
    },
  };
  return { db, read };
}
