import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capacityTable, measuredPoints } from "../../bench/capacity.js";
import { latencyTable, type LatencyFigures } from "../../bench/latency.js";
import type { PaperResult } from "../../bench/paper/results.js";
import { oneDepthTable } from "../../bench/paper/tables.js";
import { paperRatios, paperTable } from "../../bench/paper-arithmetic.js";
import { pageTable, type PageFigures } from "../../bench/page.js";
import { planTable, type PlanFigures } from "../../bench/plan.js";
import { publishTable, type PublishFigures } from "../../bench/publish.js";
import { samplesPart } from "../../bench/sample-table.js";
import { serveTable, type ServePoint, type ServeStorage } from "../../bench/serve/table.js";
import { storageOf, storageTable, type StorageFigures } from "../../bench/storage.js";
import { fileWith, readmeWith, replacePart } from "../../bench/support/readme.js";
import { mean, median, standardDeviation } from "../../bench/support/statistics.js";
import { trainStepTable, type StepFigures } from "../../bench/train-step/table.js";

const readme = readFileSync("README.md", "utf8");

function result(name: string): unknown {
  return JSON.parse(readFileSync(`bench/results/${name}.json`, "utf8"));
}

describe("README figures", () => {
  it("tells of the paper's experiment what the bench found", async () => {
    expect(await readmeWith("paper", oneDepthTable(result("paper") as PaperResult))).toBe(readme);
  });

  it("tells of training steps what the bench measured", async () => {
    const { results } = result("train-step") as { results: StepFigures[] };
    expect(await readmeWith("train-step", trainStepTable(results))).toBe(readme);
  });

  it("tells of publishing what the bench measured", async () => {
    expect(await readmeWith("publish", publishTable(result("publish") as PublishFigures))).toBe(readme);
  });

  it("tells of what is stored what planning says now, and the bench recorded", async () => {
    const { families } = result("storage") as { families: StorageFigures[] };
    expect(families).toEqual((["tiny", "small", "base"] as const).map(storageOf));
    expect(await readmeWith("storage", storageTable(families))).toBe(readme);
  });

  it("tells of serving what the bench measured", async () => {
    const { points, storage } = result("serve") as { points: ServePoint[]; storage: ServeStorage[] };
    expect(await readmeWith("serve", serveTable(points, storage))).toBe(readme);
  });

  it("tells of the page what the bench measured", async () => {
    const figures = result("page") as PageFigures;
    expect(await readmeWith("page", pageTable(figures))).toBe(readme);
    expect(figures.bytes).toBeLessThan(300_000);
  });

  it("tells of plans what the bench measured", async () => {
    expect(await readmeWith("plan", planTable(result("plan") as PlanFigures))).toBe(readme);
  });

  it("tells of latency what the bench measured", async () => {
    const { results } = result("latency") as { results: LatencyFigures[] };
    expect(await readmeWith("latency", latencyTable(results))).toBe(readme);
  });

  it("tells of the samples what their manifests record", async () => {
    expect(await readmeWith("sample", await samplesPart())).toBe(readme);
  });
});

describe("docs/scaling.md", () => {
  it("tells how many servers what was measured of one comes to", async () => {
    const path = "docs/scaling.md";
    const table = capacityTable(await measuredPoints());
    expect(table).not.toContain("NaN");
    expect(await fileWith(path, "capacity", table)).toBe(readFileSync(path, "utf8"));
  });
});

describe("the paper's ratios", () => {
  it("are in docs/evidence.md what the cost model says now, and the bench recorded", async () => {
    const ratios = paperRatios();
    expect((result("paper-arithmetic") as { ratios: unknown }).ratios).toEqual(ratios);
    const path = "docs/evidence.md";
    expect(await fileWith(path, "paper-arithmetic", paperTable(ratios))).toBe(readFileSync(path, "utf8"));
  });

  it("are of storage those of DeiT-B's 7.088 M parameters a layer and 1.512 M besides", () => {
    const stored = paperRatios()
      .filter(({ size }) => size === "base")
      .map(({ params }) => params.ratio);
    const [block, besides] = [7.088, 1.512];
    const ratio = (from: number, to: number) => {
      const networks = to - from + 1;
      return (networks * (besides + (block * (from + to)) / 2)) / (besides + 5 * block);
    };
    expect(stored).toEqual(
      [ratio(6, 12), ratio(5, 14), ratio(3, 14)].map((r) => expect.closeTo(r, 2) as number),
    );
  });
});

describe("replacePart", () => {
  it("replaces what stands between the marks and nothing else", () => {
    const text = "a <!-- x -->\n\nold\n\n<!-- /x --> b";
    expect(replacePart(text, "x", "new")).toBe("a <!-- x -->\n\nnew\n\n<!-- /x --> b");
  });

  it("refuses a text without the part", () => {
    expect(() => replacePart("a", "x", "new")).toThrow("no part x");
  });
});

describe("statistics", () => {
  it("gives the middle of an odd and of an even number of values", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it("gives the mean and the deviation of a sample", () => {
    expect(mean([2, 4, 9])).toBe(5);
    expect(standardDeviation([2, 4, 9])).toBeCloseTo(Math.sqrt(13), 12);
  });
});
