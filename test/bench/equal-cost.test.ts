import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { equalCostParts, PAGE } from "../../bench/equal-cost/document.js";
import { equalCostCharts } from "../../bench/equal-cost/plots.js";
import {
  allowance,
  gather,
  tunedLeads,
  untunedVerdicts,
  type EqualCostResult,
} from "../../bench/equal-cost/results.js";
import type { UnitResult } from "../../bench/equal-cost/run-unit.js";
import {
  budgetOf,
  budgets,
  netFlops,
  netRecipe,
  readSubject,
  scales,
  tuningRecipe,
} from "../../bench/equal-cost/scale.js";
import { namesOf, unitsOf } from "../../bench/equal-cost/units.js";
import { lineChart } from "../../bench/support/line-chart.js";
import { madeResult } from "../../bench/support/made-result.js";
import { fileWith } from "../../bench/support/readme.js";

const { full } = scales;
const subject = await readSubject();
const names = namesOf(subject, full);
const made = madeResult("equal-cost") as EqualCostResult | undefined;

/** Units of these seeds as if done: the network from labels gets 80 % right, all else 79.8 %. */
const resultsOf = (seeds: readonly number[]) =>
  new Map(
    unitsOf(subject, full, seeds).map(({ name, kind }): [string, UnitResult] => [
      name,
      { accuracies: kind === "net" ? { 0: 0.8 } : { 0: 0.798, 1: 0.798 }, coreSeconds: 1 },
    ]),
  );

const resultOf = (results: ReadonlyMap<string, UnitResult>, seeds = [1]) => {
  const result = gather(subject, full, seeds, results);
  if (result === undefined) throw new Error("no result");
  return result;
};

describe("the network at equal cost", () => {
  it.each(budgets)(
    "is trained for no more FLOPs than the learngene, to a tenth of an epoch: %s",
    (budget) => {
      const { epochs } = netRecipe(subject, full, { budget, seed: 1 });
      expect(netFlops(subject, epochs)).toBeLessThanOrEqual(budgetOf(subject, budget));
      expect(netFlops(subject, epochs + 0.1)).toBeGreaterThan(budgetOf(subject, budget));
    },
  );

  it("is trained as the learngene was, but from labels alone", () => {
    const net = netRecipe(subject, full, { budget: "learning", seed: 3 });
    const { dataset, batchSize, learningRate, warmupEpochs, weightDecay } = subject.recipe;
    expect(net).toMatchObject({
      dataset,
      batchSize,
      learningRate,
      warmupEpochs,
      weightDecay,
      seed: 3,
      depth: 12,
    });
    expect(net).toMatchObject({ architecture: subject.learngene.manifest.architecture });
    expect(net).not.toHaveProperty("distillationWeight");
    expect(tuningRecipe(full, 3)).toMatchObject({ kind: "finetune", seed: 3, epochs: 1 });
  });

  it("does each unit once, after those that it reads", () => {
    const seen = new Set<string>();
    for (const { name, needs } of unitsOf(subject, full, [1, 2])) {
      expect(needs.filter((need) => !seen.has(need))).toEqual([]);
      expect(seen.has(name)).toBe(false);
      seen.add(name);
    }
    expect(seen.size).toBe(2 * 2 + 21 + 2 * 2 * 9);
  });

  it("leaves alone what was done with another learngene or another recipe", () => {
    const first = { seed: 1, budget: "learning" } as const;
    const other = { ...subject, learngene: { ...subject.learngene, digest: "sha256:0123456789" } };
    expect(namesOf(other, full).untuned(4)).not.toBe(names.untuned(4));
    expect(namesOf(other, full).net(first)).toBe(names.net(first));
    const longer = { ...subject, recipe: { ...subject.recipe, epochs: 2 * subject.recipe.epochs } };
    expect(namesOf(longer, full).net(first)).not.toBe(names.net(first));
  });
});

describe("what equal cost comes to", () => {
  it("allows the learngene 0.3 points, 0.7 at five layers and 1.2 at four", () => {
    expect([4, 5, 6, 24].map(allowance)).toEqual([1.2, 0.7, 0.3, 0.3]);
    const results = resultsOf([1]);
    const at = (depth: number, accuracy: number) =>
      results.set(names.untuned(depth), { accuracies: { 0: accuracy }, coreSeconds: 1 });
    at(4, 0.788);
    at(5, 0.7929);
    at(6, 0.797);
    at(7, 0.7969);
    at(8, 0.81);
    const verdicts = untunedVerdicts(resultOf(results)).slice(0, 5);
    expect(verdicts.map(({ leads }) => leads.learning)).toEqual([-1.2, -0.71, -0.3, -0.31, 1]);
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, false, true, false, true]);
    expect(equalCostParts(resultOf(results))["equal-cost"]).toContain("at 19 of 21 depths");
  });

  it("is after tuning the difference of the means", () => {
    const results = resultsOf([1, 2]);
    for (const [seed, accuracy] of [
      [1, 0.8],
      [2, 0.802],
    ] as const) {
      results.set(names.tuning(seed, "learngene", 6), {
        accuracies: { 0: 0.7, 1: accuracy },
        coreSeconds: 1,
      });
    }
    const result = resultOf(results, [1, 2]);
    expect(tunedLeads(result).find(({ depth }) => depth === 6)?.lead).toBe(0.3);
    expect(equalCostParts(result)["equal-cost-tuned"]).toContain("not behind at 9 of 9 depths");
  });

  it("has the seeds that are whole, and nothing before one is", () => {
    const results = resultsOf([1, 2]);
    results.delete(names.tuning(2, "first", 12));
    expect(resultOf(results, [1, 2]).seeds).toEqual([1]);
    expect(gather(subject, full, [2], results)).toBeUndefined();
  });

  it("tells what each cost, and is drawn", async () => {
    const result = resultOf(resultsOf([1]));
    const parts = Object.values(equalCostParts(result)).join("\n");
    expect(parts).not.toContain("NaN");
    expect(parts).toContain(`Of the 12-layer network from labels, ${result.nets.learning.epochs} epochs`);
    for (const chart of Object.values(equalCostCharts(result))) {
      expect(chart.series.map(({ points }) => points.length)).toEqual([21, 9, 9, 2, 2]);
      expect(await lineChart(chart)).toContain("<svg ");
    }
  });

  it.each(Object.entries(equalCostParts(made)))("is in the page's part %s", async (part, content) => {
    expect(await fileWith(PAGE, part, content)).toBe(readFileSync(PAGE, "utf8"));
  });

  it.each(Object.entries(made === undefined ? {} : equalCostCharts(made)))(
    "is drawn in %s as it was measured",
    async (path, chart) => {
      expect(await lineChart(chart)).toBe(readFileSync(path, "utf8"));
      expect(readFileSync(PAGE, "utf8")).toContain(path.replace("docs/", "]("));
    },
  );
});
