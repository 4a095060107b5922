import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  evenLayout,
  linear,
  MAX_DEPTH,
  proportionalLayout,
  ruleNamed,
  stageWise,
} from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";

const anyStages = fc.integer({ min: 1, max: 64 });
const anyDepth = fc.integer({ min: 1, max: MAX_DEPTH });
const sum = (layers: readonly number[]) => layers.reduce((a, b) => a + b, 0);

describe("the layout of a depth", () => {
  it.each([
    [5, 12, [3, 3, 2, 2, 2]],
    [5, 9, [2, 2, 2, 2, 1]],
    [5, 5, [1, 1, 1, 1, 1]],
    [5, 6, [2, 1, 1, 1, 1]],
    [5, 16, [4, 3, 3, 3, 3]],
    [1, 7, [7]],
    [5, 4, [1, 1, 0, 1, 1]],
    [5, 3, [1, 0, 1, 0, 1]],
    [5, 2, [1, 0, 0, 0, 1]],
    [5, 1, [1, 0, 0, 0, 0]],
    [9, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]],
  ])("over %d stages, depth %d is %j", (stages, depth, layers) => {
    expect(evenLayout(stages, depth)).toEqual(layers);
    expect(stageWise.planDepth(stages, depth).layers).toEqual(layers);
  });

  it("sums to the depth and differs by at most one layer between stages", () => {
    fc.assert(
      fc.property(anyStages, anyDepth, (stages, depth) => {
        const layers = evenLayout(stages, depth);
        expect(layers).toHaveLength(stages);
        expect(sum(layers)).toBe(depth);
        expect(Math.max(...layers) - Math.min(...layers)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("gives the surplus to the earliest stages", () => {
    fc.assert(
      fc.property(anyStages, anyDepth, (stages, depth) => {
        fc.pre(depth >= stages);
        const layers = evenLayout(stages, depth);
        expect(layers).toEqual([...layers].sort((a, b) => b - a));
      }),
    );
  });

  it("below the number of stages keeps evenly spaced ones, the first and the last among them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 64 }), fc.nat(), (stages, any) => {
        const depth = 2 + (any % (stages - 2));
        const kept = evenLayout(stages, depth).flatMap((count, stage) => (count === 1 ? [stage] : []));
        expect(kept).toHaveLength(depth);
        expect([kept[0], kept.at(-1)]).toEqual([0, stages - 1]);
        const steps = kept.slice(1).map((stage, i) => stage - (kept[i] ?? 0));
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("the proportional layout of a depth", () => {
  const anyShares = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });

  it.each([
    [[3, 3, 4, 3, 3], 16, [3, 3, 4, 3, 3]],
    [[3, 3, 4, 3, 3], 6, [1, 1, 2, 1, 1]],
    [[3, 3, 4, 3, 3], 12, [3, 2, 3, 2, 2]],
    [[1, 5], 4, [1, 3]],
    [[2, 2, 6], 20, [4, 4, 12]],
    [[9, 1, 1], 2, [1, 0, 1]],
  ])("of %j, depth %d, is %j", (shares, depth, layers) => {
    expect(proportionalLayout(shares, depth)).toEqual(layers);
    expect(stageWise.planDepth(shares.length, depth, shares).layers).toEqual(layers);
  });

  it("is the Aux-Net's own at its own depth, and at whole multiples of it", () => {
    fc.assert(
      fc.property(anyShares, fc.integer({ min: 1, max: 4 }), (shares, times) => {
        expect(proportionalLayout(shares, times * sum(shares))).toEqual(shares.map((share) => times * share));
      }),
    );
  });

  it("is the even one where all shares are equal", () => {
    fc.assert(
      fc.property(anyStages, fc.integer({ min: 1, max: 200 }), (stages, depth) => {
        expect(proportionalLayout(Array<number>(stages).fill(3), depth)).toEqual(evenLayout(stages, depth));
      }),
    );
  });

  it("sums to the depth, leaves no stage out, and only ever grows by a layer", () => {
    fc.assert(
      fc.property(anyShares, fc.nat(100), (shares, more) => {
        const depth = shares.length + more;
        const layers = proportionalLayout(shares, depth);
        expect(sum(layers)).toBe(depth);
        expect(Math.min(...layers)).toBeGreaterThanOrEqual(1);
        const grown = proportionalLayout(shares, depth + 1);
        expect(grown.map((count, stage) => count - (layers[stage] ?? 0)).sort((a, b) => b - a)).toEqual(
          shares.map((_, i) => Number(i === 0)),
        );
      }),
    );
  });
});

describe("a linear plan", () => {
  it("makes layer l of L of B and of l / L times A", () => {
    expect(linear.planDepth(1, 4)).toEqual({
      rule: "linear",
      depth: 4,
      layers: [4],
      terms: [0, 0.25, 0.5, 0.75].map((coefficient) => [
        { source: 0, coefficient: 1 },
        { source: 1, coefficient },
      ]),
      warnings: [],
    });
    expect(linear.planDepth(1, MAX_DEPTH).terms).toHaveLength(MAX_DEPTH);
    expect([0, 1].map(linear.blockName)).toEqual(["base", "slope"]);
  });

  it("has no layers to choose", async () => {
    const error = await expectInputError(() => linear.planLayers(1, [9]), "invalid-plan", /points on a line/);
    expect(error).toMatchObject({ field: "layers", value: "9" });
  });

  it.each([0, 1.5, MAX_DEPTH + 1, NaN])("of %d layers is refused", async (depth) => {
    await expectInputError(() => linear.planDepth(1, depth), "invalid-plan", /depth must be a whole number/);
  });
});

describe("a stage-wise plan", () => {
  it("takes each layer whole from one stage, stages in order", () => {
    expect(stageWise.planLayers(3, [2, 1, 3])).toEqual({
      rule: "stage-wise",
      depth: 6,
      layers: [2, 1, 3],
      terms: [0, 0, 1, 2, 2, 2].map((source) => [{ source, coefficient: 1 }]),
      warnings: [],
    });
  });

  it("has as many layers from each stage as the layout says", () => {
    const layouts = fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }).filter((layers) => sum(layers) > 0);
    fc.assert(
      fc.property(layouts, (layers) => {
        const { terms, depth } = stageWise.planLayers(layers.length, layers);
        const sources = terms.map(([term]) => term?.source ?? -1);
        expect(depth).toBe(sum(layers));
        expect(sources).toEqual([...sources].sort((a, b) => a - b));
        expect(layers.map((_, stage) => sources.filter((source) => source === stage).length)).toEqual(layers);
        expect(terms.every((row) => row.length === 1 && row[0]?.coefficient === 1)).toBe(true);
      }),
    );
  });

  it("warns when stages are left out, and only then", () => {
    expect(stageWise.planDepth(5, 3).warnings).toEqual([
      expect.stringContaining("Stages 1, 3 are left out: 3 layers are fewer than the 5 stages"),
    ]);
    expect(stageWise.planLayers(2, [0, 9]).warnings).toHaveLength(1);
    expect(stageWise.planDepth(5, 5).warnings).toEqual([]);
  });

  it("may be as deep as the cap, which is over 1,000", () => {
    expect(MAX_DEPTH).toBeGreaterThan(1000);
    expect(stageWise.planDepth(5, MAX_DEPTH).terms).toHaveLength(MAX_DEPTH);
  });
});

describe("a request no plan can meet is refused", () => {
  it.each([0, -1, 1.5, 1e9, MAX_DEPTH + 1, NaN, Infinity])("depth %d", async (depth) => {
    const error = await expectInputError(
      () => stageWise.planDepth(5, depth),
      "invalid-plan",
      /^depth must be a whole number from 1 to 1024$/,
    );
    expect(error).toMatchObject({
      field: "depth",
      value: depth,
      fix: expect.stringContaining("1 to 1024") as string,
    });
  });

  it.each([
    ["too few entries", [3, 3], /3 stages, not 2/],
    ["too many entries", [1, 1, 1, 1], /3 stages, not 4/],
    ["no entries", [], /3 stages, not 0/],
    ["a negative entry", [2, -1, 2], /whole number, 0 or more/],
    ["a fraction", [1, 1.5, 1], /whole number, 0 or more/],
    ["an entry that is no number", [1, NaN, 1], /whole number, 0 or more/],
    ["no layers at all", [0, 0, 0], /from 1 to 1024, not 0/],
    ["more layers than the cap", [1000, 20, 5], /from 1 to 1024, not 1025/],
    ["an entry past exact counting", [1, 2 ** 60, 1], /from 1 to 1024/],
  ])("a layout with %s", async (_, layers, message) => {
    const error = await expectInputError(() => stageWise.planLayers(3, layers), "invalid-plan", message);
    expect(error).toMatchObject({
      field: "layers",
      fix: "Give 3 whole numbers, one a stage, such as layers=2,2,2.",
    });
  });

  it("an unknown rule, naming those there are", async () => {
    expect(ruleNamed("stage-wise")).toBe(stageWise);
    const error = await expectInputError(() => ruleNamed("magic"), "invalid-plan", /"magic"/);
    expect(error.fix).toBe("Use one of: stage-wise, linear.");
  });
});
