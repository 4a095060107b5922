import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  depthsCost,
  geneEpochs,
  labelsCost,
  learningCost,
  separateCost,
  storedParameters,
} from "../../bench/paper/cost.js";
import { paperParts } from "../../bench/paper/document.js";
import { attention } from "../../bench/paper/mimetic.js";
import { paperCharts } from "../../bench/paper/plots.js";
import { gather, type PaperResult } from "../../bench/paper/results.js";
import {
  ANCESTOR_DEPTH,
  architectureOf,
  followed,
  geneKinds,
  scales,
  tuning,
} from "../../bench/paper/scale.js";
import { spacedLayers, type Start } from "../../bench/paper/starts.js";
import { meanOver } from "../../bench/paper/tables.js";
import { nameOf, unitsOf } from "../../bench/paper/units.js";
import { lineChart } from "../../bench/support/line-chart.js";
import { fileWith } from "../../bench/support/readme.js";
import { mean } from "../../bench/support/statistics.js";
import { networkCost } from "../../src/model/index.js";
import { Random } from "../../src/trainer/random.js";

const { full, tiny } = scales;

describe("the paper's experiment", () => {
  it("does each unit once, after those that it reads", () => {
    const seen = new Set<string>();
    for (const { name, needs } of unitsOf(full)) {
      expect(needs.filter((need) => !seen.has(need))).toEqual([]);
      expect(seen.has(name)).toBe(false);
      seen.add(name);
    }
  });

  it("takes as many layers as asked for, the first and the last among them", () => {
    expect(spacedLayers(6, 12)).toEqual([0, 2, 4, 7, 9, 11]);
    expect(spacedLayers(12, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("learns each learngene at the cost of the network that teaches it, to a tenth of an epoch", () => {
    const ancestor = labelsCost(full, ANCESTOR_DEPTH, full.scratch);
    for (const kind of geneKinds) {
      expect(learningCost(full, kind)).toBeLessThanOrEqual(ancestor);
      expect(learningCost(full, kind)).toBeGreaterThan(0.95 * ancestor);
    }
  });

  it("sets a twelfth of an epoch's images aside where a training is followed, at every scale", () => {
    const aside = Object.values(scales).map(
      (scale) => followed(scale, tuning(scale, 1, scale.tuning, true)).validationImages,
    );
    expect(aside).toEqual([5000, 833, 21]);
  });

  it("counts three forward passes a step, and the Ans-Net's answers once", () => {
    const flops = (depth: number) => networkCost(architectureOf(full), depth).flops;
    expect(labelsCost(full, 9, 12)).toBe(3 * 12 * 60_000 * flops(9));
    expect(learningCost(full, "fixed")).toBeCloseTo(
      60_000 * (geneEpochs(full, "fixed") * 3 * flops(16) + flops(12)),
      -3,
    );
  });

  it("tells every start's accuracy at every depth, and what all depths cost", () => {
    const results = new Map(
      unitsOf(tiny).map(({ name }) => [
        name,
        { accuracies: { 0: 0.125, 0.1: 0.5, 0.5: 0.75 }, coreSeconds: 1 },
      ]),
    );
    const result = gather(tiny, results);
    const parts = paperParts(result);
    expect(parts["paper-untuned"]?.split("\n")).toHaveLength(2 + 2 + 12);
    expect(parts["paper-untuned"]).toContain("| 12.5 |");
    expect(parts["paper-downstream"]).toContain("| 50.0 |");
    expect(parts["paper-lead"]).toContain("| 0.0 |");
    expect(Object.values(parts).join()).not.toMatch(/NaN|undefined/);
  });

  describe("that is not done", () => {
    const scale = { ...tiny, seeds: [1, 2], depths: [6, 8] };
    const measured = (name: string, accuracies: Record<string, number>) =>
      [name, { accuracies, coreSeconds: 1 }] as const;
    const result = gather(
      scale,
      new Map([
        measured(nameOf.tuning(1, "grown", 6), { 0: 0.125, 0.5: 0.75 }),
        measured(nameOf.tuning(2, "grown", 6), { 0: 0.25, 0.5: 0.5 }),
        measured(nameOf.tuning(1, "grown", 8), { 0: 0.5, 0.5: 0.25 }),
        measured(nameOf.scratch(2, 6), { 0.5: 0.375 }),
      ]),
    );

    it("tells what is known, and of which seeds", () => {
      const parts = paperParts(result);
      expect(parts["paper-untuned"]).toContain("| 18.8 ± 8.8 | 50.0 |");
      expect(parts["paper-untuned"]).toContain(
        "over seeds 1 and 2, or those of them that are done; without a deviation, one seed.",
      );
      expect(parts["paper-nine"]).toContain("Nothing of it is measured.");
      expect(Object.values(parts).join()).not.toMatch(/NaN|undefined/);
      expect(Object.keys(paperCharts(result))).toHaveLength(4);
      expect(result.units).toEqual({ done: 4, all: unitsOf(scale).length });
    });

    it("compares starts over the seeds that both have", () => {
      expect(paperParts(result)["paper-lead"]).toMatch(/trained for this size \| \+12\.5 \|/);
    });

    it("has means of all depths of the seeds that have them all", () => {
      expect(meanOver(result, "grown", 0.5)).toBe(0.5);
      expect(meanOver(result, "scratch", 0.5)).toBeNaN();
    });
  });

  it("counts each phase of what networks of all depths cost", () => {
    const flops = (depth: number) => networkCost(architectureOf(full), depth).flops;
    const allDepths = full.depths.map(flops).reduce((total, one) => total + one, 0);
    expect(separateCost(full)).toBeCloseTo(3 * 6 * 60_000 * allDepths, -3);
    const ancestor = 3 * 6 * 60_000 * flops(12);
    const tuning = 3 * 60_000 * allDepths;
    const expectCost = (start: Start, epochs: number, without: number, withAncestor: number) => {
      const cost = depthsCost(full, start, epochs);
      expect(cost.withoutAncestor).toBeCloseTo(without, -3);
      expect(cost.withAncestor).toBeCloseTo(withAncestor, -3);
    };
    expectCost("random", 1, tuning, tuning);
    expectCost("first", 0, 0, ancestor);
    expectCost("first", 1, tuning, tuning + ancestor);
    const learning = learningCost(full, "drawn");
    expectCost("drawn", 1, learning + tuning, learning + tuning + ancestor);
    expectCost("scratch", 6, 6 * tuning, 6 * tuning);
  });

  it("stores a learngene of five layers for seven networks", () => {
    const { networks, learngene } = storedParameters(full);
    const params = (depth: number) => networkCost(architectureOf(full), depth).params;
    const layer = params(2) - params(1);
    expect(learngene).toBe(params(1) + 4 * layer);
    expect(networks).toBe(7 * (params(1) - layer) + (6 + 7 + 8 + 9 + 10 + 11 + 12) * layer);
  });
});

describe("mimetic initialization", () => {
  const width = 64;
  const [qkv, proj] = attention(width, 1, Random.fromSeed(1));
  /** Entries of `left · right`, of which `left` is given by its columns. */
  const entry = (left: (k: number) => number, right: (k: number) => number) =>
    Array.from({ length: width }, (_, k) => left(k) * right(k)).reduce((total, term) => total + term, 0);
  const at = (values: Float32Array, row: number, column: number) =>
    values[row * width + column] ?? Number.NaN;

  it("has the product of queries and keys near the identity, noise besides", () => {
    const product = (i: number, j: number) =>
      entry(
        (k) => at(qkv, k, i),
        (k) => at(qkv, width + k, j),
      );
    const indices = Array.from({ length: width }, (_, i) => i);
    expect(mean(indices.map((i) => product(i, i)))).toBeCloseTo(0.7, 1);
    const besides = indices.map((i) => product(i, (i + 1) % width) ** 2);
    expect(Math.sqrt(mean(besides))).toBeCloseTo(0.7 / 8, 1);
  });

  it("has the product of values and projection near the negative identity", () => {
    const product = (i: number) =>
      entry(
        (k) => at(qkv, 2 * width + k, i),
        (k) => at(proj, i, k),
      );
    expect(mean(Array.from({ length: width }, (_, i) => product(i)))).toBeCloseTo(-0.4, 1);
  });
});

describe("what the paper's experiment found", () => {
  const result = JSON.parse(readFileSync("bench/results/paper.json", "utf8")) as PaperResult;
  const document = readFileSync("docs/evidence.md", "utf8");

  it.each(Object.entries(paperParts(result)))(
    "is in docs/evidence.md as measured: %s",
    async (name, part) => {
      expect(await fileWith("docs/evidence.md", name, part)).toBe(document);
    },
  );

  it.each(Object.entries(paperCharts(result)))("is drawn in %s as measured", async (path, chart) => {
    expect(await lineChart(chart)).toBe(readFileSync(path, "utf8"));
    expect(document).toContain(path.replace("docs/", "]("));
  });
});
