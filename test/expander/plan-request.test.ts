import { describe, expect, it } from "vitest";
import { planRequest } from "../../src/expander/index.js";
import { stageWise } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { tinyManifest } from "../support/learngenes.js";

const manifest = tinyManifest(5);

describe("a request for a plan", () => {
  it("by depth is split over the learngene's stages", () => {
    expect(planRequest({ depth: 9 }, manifest)).toEqual(stageWise.planDepth(5, 9));
    expect(planRequest({ depth: 9 }, manifest).layers).toEqual([2, 2, 2, 2, 1]);
  });

  it("by layers is taken as given", () => {
    expect(planRequest({ layers: [3, 3, 4, 3, 3] }, manifest)).toMatchObject({
      depth: 16,
      layers: [3, 3, 4, 3, 3],
    });
  });

  it("by depth is shared out as the Aux-Net's layers were, if asked for", () => {
    const uneven = { ...manifest, stages: [1, 1, 4, 1, 1].map((layers) => ({ layers })) };
    expect(planRequest({ depth: 8, layout: "proportional" }, uneven).layers).toEqual([1, 1, 4, 1, 1]);
    expect(planRequest({ depth: 8, layout: "even" }, uneven).layers).toEqual([2, 2, 2, 1, 1]);
  });

  it("by layers takes no layout besides", async () => {
    const both = () => planRequest({ layers: [1, 1, 1, 1, 1], layout: "proportional" }, manifest);
    expect(await expectInputError(both, "invalid-plan", /layout/)).toMatchObject({ field: "layout" });
  });

  it("with both is refused", async () => {
    const error = await expectInputError(
      () => planRequest({ depth: 9, layers: [2, 2, 2, 2, 1] }, manifest),
      "invalid-plan",
      /both given/,
    );
    expect(error).toMatchObject({ field: "layers", value: "2,2,2,2,1", fix: "Give one of them." });
  });

  it("with neither is refused, and told what to give", async () => {
    const error = await expectInputError(() => planRequest({}, manifest), "invalid-plan", /neither/);
    expect(error).toMatchObject({
      field: "depth",
      fix: "Give a depth, such as depth=9, layers for each of the 5 stages, or a budget, such as maxParams=15M.",
    });
  });

  it("with a depth of 0 or a layout of no stages is refused as such, not taken as missing", async () => {
    await expectInputError(() => planRequest({ depth: 0 }, manifest), "invalid-plan", /depth must be/);
    await expectInputError(() => planRequest({ layers: [] }, manifest), "invalid-plan", /5 stages, not 0/);
  });
});
