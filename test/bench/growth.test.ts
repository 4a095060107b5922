import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { seriesOf, type GrowthParts } from "../../bench/growth/index.js";
import { growthCharts } from "../../bench/growth/plots.js";
import { growthTable, slope } from "../../bench/growth/slope.js";
import { lineChart } from "../../bench/support/line-chart.js";
import { fileWith } from "../../bench/support/readme.js";

const { parts } = JSON.parse(readFileSync("bench/results/growth.json", "utf8")) as { parts: GrowthParts };

describe("growth", () => {
  it.each([0, 0.5, 1, 2])("finds the exponent %d", (exponent) => {
    const points = [10, 100, 1000].map((size) => ({ size, ms: 3 * size ** exponent }));
    expect(slope(points)).toBeCloseTo(exponent, 12);
  });

  it("is in docs/performance.md what the bench measured", async () => {
    const path = "docs/performance.md";
    expect(await fileWith(path, "growth", growthTable(seriesOf(parts)))).toBe(readFileSync(path, "utf8"));
  });

  it.each(Object.entries(growthCharts(parts)))(
    "is drawn in %s as the bench measured it",
    async (path, chart) => {
      expect(await lineChart(chart)).toBe(readFileSync(path, "utf8"));
      expect(readFileSync("docs/performance.md", "utf8")).toContain(path.replace("docs/", "]("));
    },
  );

  it("is nowhere worse than linear, in operations where these grow faster than what is counted", () => {
    for (const { operation, unit, points } of seriesOf(parts)) {
      if (unit !== "of width") {
        expect([operation, slope(points) < 1.1]).toEqual([operation, true]);
      }
    }
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
