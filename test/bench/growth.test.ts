import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { growthTable, slope, type Series } from "../../bench/growth/slope.js";
import { fileWith } from "../../bench/support/readme.js";

describe("growth", () => {
  it.each([0, 0.5, 1, 2])("finds the exponent %d", (exponent) => {
    const points = [10, 100, 1000].map((size) => ({ size, ms: 3 * size ** exponent }));
    expect(slope(points)).toBeCloseTo(exponent, 12);
  });

  it("is in docs/performance.md what the bench measured", async () => {
    const { series } = JSON.parse(readFileSync("bench/results/growth.json", "utf8")) as { series: Series[] };
    const path = "docs/performance.md";
    expect(await fileWith(path, "growth", growthTable(series))).toBe(readFileSync(path, "utf8"));
  });

  it("tells sizes, times and the exponent of each operation", () => {
    const points = [
      { size: 1000, ms: 0.5 },
      { size: 100_000, ms: 50 },
    ];
    expect(growthTable([{ operation: "search", unit: "learngenes", points }])).toContain(
      "| search | 1,000 to 100,000 learngenes | 0.500, 50.0 | 1.00 |",
    );
  });
});
