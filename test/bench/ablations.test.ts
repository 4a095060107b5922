import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ablationsParts, PAGE } from "../../bench/ablations/document.js";
import { ablationsCharts } from "../../bench/ablations/plots.js";
import { gather, rowsAlong, type AblationsResult } from "../../bench/ablations/results.js";
import type { UnitResult } from "../../bench/ablations/run-unit.js";
import {
  ancestorFlops,
  ancestorRecipeOf,
  drawnLayoutsOf,
  learningFlops,
  learnRecipeOf,
  ownLayout,
  scales,
  tuningRecipeOf,
} from "../../bench/ablations/scale.js";
import { axisNames, settingName, settingsOf } from "../../bench/ablations/settings.js";
import { unitsOf } from "../../bench/ablations/units.js";
import { geneEpochs } from "../../bench/paper/cost.js";
import { drawnLayouts, fromAncestor, scales as paperScales, stages } from "../../bench/paper/scale.js";
import { lineChart } from "../../bench/support/line-chart.js";
import { madeResult } from "../../bench/support/made-result.js";
import { fileWith } from "../../bench/support/readme.js";
import { sum } from "../../bench/support/statistics.js";

const { full } = scales;
const settings = settingsOf(full.usual, full.axes);
const made = madeResult("ablations") as AblationsResult | undefined;

/** Units of these seeds as if done, each more accurate than the one before. */
const resultsOf = (seeds: readonly number[]) =>
  new Map(
    unitsOf(full, seeds).map(({ name }, i): [string, UnitResult] => {
      const accuracies = Object.fromEntries(
        [...full.depths, full.tunedDepth].map((d) => [d, 0.5 + i / 1000]),
      );
      return [name, { accuracies, bytes: 100_000 * (i + 1), coreSeconds: 2 }];
    }),
  );

describe("the ablations", () => {
  it("change one thing at a time, and take the usual setting once", () => {
    expect(settings).toHaveLength(1 + 5 + 3 + 4 + 3 + 2);
    for (const setting of settings) {
      const changed = axisNames.filter((axis) => setting[axis] !== full.usual[axis]);
      expect(changed.length).toBeLessThanOrEqual(1);
    }
    expect(new Set(settings.map(settingName)).size).toBe(settings.length);
  });

  it.each(Object.values(scales))(
    "have the usual value on each axis at the scale $name",
    ({ usual, axes }) => {
      for (const axis of axisNames) {
        expect(axes[axis]).toContain(usual[axis]);
      }
    },
  );

  it("do each unit once, seed by seed, after those that it reads", () => {
    const seen = new Set<string>();
    const units = unitsOf(full, [1, 2]);
    for (const { name, needs } of units) {
      expect(needs.filter((need) => !seen.has(need))).toEqual([]);
      expect(seen.has(name)).toBe(false);
      seen.add(name);
    }
    const seeds = units.map(({ seed }) => seed);
    expect(seeds).toEqual(seeds.toSorted());
  });

  it("learn as usual what the paper's experiment learns", () => {
    const paper = { ...paperScales.full, trainImages: full.trainImages, scratch: full.scratch };
    for (const schedule of full.axes.schedule) {
      const recipe = learnRecipeOf(full, 1, { ...full.usual, schedule });
      const learned = fromAncestor(paper, 1, schedule, geneEpochs(paper, schedule));
      expect(recipe).toEqual({ ...learned, evaluateDepths: [...full.depths] });
    }
    expect(ownLayout(5)).toEqual(stages);
    expect(drawnLayoutsOf(5)).toEqual(drawnLayouts);
  });

  it("draw the same depths whatever the number of stages", () => {
    expect(ownLayout(3)).toEqual([5, 6, 5]);
    expect(ownLayout(6)).toEqual([2, 3, 3, 3, 3, 2]);
    for (const count of full.axes.stages) {
      expect(drawnLayoutsOf(count).map(sum)).toEqual(drawnLayouts.map(sum));
      expect(drawnLayoutsOf(count).every((layers) => layers.length === count)).toBe(true);
    }
    expect(drawnLayoutsOf(8)[0]).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
  });

  it("say in every recipe what its setting says", () => {
    for (const setting of settings) {
      const recipe = learnRecipeOf(full, 2, setting);
      const { temperature, distillationWeight } = setting;
      expect(recipe).toMatchObject({
        seed: 2,
        temperature,
        distillationWeight,
        trainImages: full.trainImages,
      });
      expect(recipe.stages).toHaveLength(setting.stages);
      expect(recipe.layouts.schedule).toBe(setting.schedule === "fixed" ? "fixed" : "drawn");
      expect("odds" in recipe.layouts).toBe(setting.schedule === "grown");
      const ancestor = ancestorRecipeOf(full, 2, setting.width);
      expect(ancestor.architecture.config.embedDim).toBe(setting.width);
    }
    expect(tuningRecipeOf(full, 2, full.usual)).toMatchObject({ seed: 2, epochs: 1, trainImages: 20_000 });
  });

  it("learn each for what the training of its Ans-Net cost, to a tenth of an epoch", () => {
    for (const setting of settings) {
      const { width } = setting;
      const cost = learningFlops(full, width, learnRecipeOf(full, 1, setting));
      expect(cost).toBeLessThanOrEqual(ancestorFlops(full, width));
      expect(cost).toBeGreaterThan(0.97 * ancestorFlops(full, width));
    }
  });
});

describe("what the ablations found", () => {
  it("has every setting of the seeds that are whole, and nothing before one is", () => {
    const results = resultsOf([1, 2]);
    const [last = ""] = [...results.keys()].slice(-1);
    expect(gather(full, [1, 2], results)?.seeds).toEqual([1, 2]);
    results.delete(last);
    const result = gather(full, [1, 2], results);
    expect(result?.seeds).toEqual([1]);
    expect(result?.rows).toHaveLength(settings.length);
    expect(JSON.stringify(result)).not.toContain("null");
    expect(gather(full, [2], results)).toBeUndefined();
  });

  it("is told for each axis, with seeds, and of costs those that change", () => {
    const result = gather(full, [1, 2], resultsOf([1, 2]));
    if (result === undefined) throw new Error("no result");
    for (const axis of axisNames) {
      expect(rowsAlong(result, axis).map(({ setting }) => setting[axis])).toEqual(full.axes[axis]);
    }
    const parts = ablationsParts(result);
    expect(JSON.stringify(parts)).not.toContain("NaN");
    expect(parts["ablations"]).toContain("| 64 | ");
    expect(parts["ablations-width"]).toContain("| 64 (usual) | ");
    expect(parts["ablations-width"]).toContain("seeds 1 and 2, mean ± standard deviation");
    expect(parts["ablations-width"]).toContain("TFLOP of learning");
    expect(parts["ablations-temperature"]).not.toContain("parameters");
    const [row = ""] = (parts["ablations-stages"] ?? "")
      .split("\n")
      .filter((line) => line.startsWith("| 2 "));
    expect(row.split(" | ")).toHaveLength(5 + full.depths.length + 1);
    expect(row).toMatch(/± \d/);
  });

  it("is drawn, with the seeds' spread", async () => {
    const result = gather(full, [1, 2], resultsOf([1, 2]));
    const charts = result === undefined ? {} : ablationsCharts(result);
    expect(Object.keys(charts)).toHaveLength(axisNames.length + 1);
    for (const chart of Object.values(charts)) {
      expect(await lineChart(chart)).toContain("<svg ");
      expect(chart.series[0]?.points[0]).toHaveProperty("low");
    }
  });

  it.each(Object.entries(ablationsParts(made)))("is in the page's part %s", async (part, content) => {
    expect(await fileWith(PAGE, part, content)).toBe(readFileSync(PAGE, "utf8"));
  });

  it.each(Object.entries(made === undefined ? {} : ablationsCharts(made)))(
    "is drawn in %s as it was measured",
    async (path, chart) => {
      expect(await lineChart(chart)).toBe(readFileSync(path, "utf8"));
      expect(readFileSync(PAGE, "utf8")).toContain(path.replace("docs/", "](../"));
    },
  );
});
