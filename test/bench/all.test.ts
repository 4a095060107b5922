import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { figures } from "../../bench/all/figures.js";
import { outcomesTable } from "../../bench/all/index.js";
import { benches } from "../../bench/benches.js";

const documents = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith(".md"),
);

describe("npm run bench -- all", () => {
  it("makes the figures of every bench", () => {
    const made = figures.map(({ bench }) => bench);
    expect([...made, "all"].sort()).toEqual(Object.keys(benches).sort());
  });

  it.each(documents)("makes every figure of %s", (path) => {
    const named = [...readFileSync(path, "utf8").matchAll(/npm run bench -- ([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    for (const name of named) {
      expect(Object.keys(benches)).toContain(name);
    }
  });

  it.each(figures.map((figure) => [figure.bench, figure] as const))(
    "says where the figures of %s stand",
    (bench, figure) => {
      expect(readFileSync(figure.in, "utf8")).toContain(bench);
    },
  );

  it("makes something of every figure that the README shows", () => {
    const readme = readFileSync("README.md", "utf8");
    const parts = [...readme.matchAll(/<!-- ([a-z-]+) -->/g)].map(([, name]) => name);
    expect(parts.length).toBeGreaterThan(5);
    expect(figures.map(({ bench }) => bench)).toEqual(expect.arrayContaining(parts));
  });

  it("tells of each figure what came of it", () => {
    const [figure] = figures;
    const outcome = (state: "made" | "skipped" | "failed", reason: string) =>
      figure === undefined ? [] : [{ figure, state, seconds: 1.4, reason }];
    const table = outcomesTable([...outcome("made", ""), ...outcome("skipped", "no nginx is installed")]);
    expect(table.split("\n").slice(2)).toEqual([
      "| paper | README.md | `npm run bench -- paper --tiny` | made | 1 |",
      "| paper | README.md | `npm run bench -- paper --tiny` | skipped: no nginx is installed | 1 |",
    ]);
  });
});
