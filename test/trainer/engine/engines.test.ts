import { beforeAll, describe, expect, it } from "vitest";
import { ortEngine } from "../../../src/trainer/engine/ort-engine.js";
import { openEngine } from "../../../src/trainer/engine/choose-engine.js";
import { openTfjsEngine } from "../../../src/trainer/engine/tfjs/tfjs-engine.js";
import { ancestorRecipe, trainAncestor } from "../../../src/trainer/index.js";
import { expectInputError } from "../../support/errors.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
} from "../../support/tiny-training.js";
import { apart, tenSteps, type EngineRun } from "../../support/engine-losses.js";

// WebGPU's run is scripts/check/webgpu.sh: it needs a Vulkan driver.
describe("TensorFlow.js, on its plain JavaScript backend", () => {
  let [ort, tfjs]: [EngineRun | undefined, EngineRun | undefined] = [undefined, undefined];
  beforeAll(async () => {
    ort = await tenSteps(ortEngine({ threads: 1 }));
    tfjs = await tenSteps(await openTfjsEngine());
  });

  it("gives the losses of ONNX Runtime over ten steps, and learns", () => {
    expect(ort?.losses).toHaveLength(10);
    const [first = 0, last = 0] = [ort?.losses[0], ort?.losses[9]];
    expect(last).toBeLessThan(first);
    expect(ort && tfjs && apart(ort, tfjs).losses).toBeLessThan(1e-3);
  });

  it("ends with the parameters that ONNX Runtime ends with", () => {
    expect(ort && tfjs && apart(ort, tfjs).parameters).toBeLessThan(1e-3);
  });

  it("averages the gradients of several batches as ONNX Runtime does", async () => {
    const here = await tenSteps(ortEngine({ threads: 1 }), 3);
    const there = await tenSteps(await openTfjsEngine(), 3);
    expect(here.losses).toHaveLength(30);
    expect(apart(here, there).losses).toBeLessThan(1e-3);
    expect(apart(here, there).parameters).toBeLessThan(1e-3);
    expect(ort && apart(ort, here).parameters).toBeGreaterThan(1e-3);
  });

  it("says what computes", async () => {
    expect((await openTfjsEngine()).name).toMatch(/^tfjs \(@tensorflow\/\S+ \d+\.\d+\.\d+, backend \w+\)$/);
  });
});

describe("a training", () => {
  it("is computed by the engine that it is given", async () => {
    const recipe = ancestorRecipe({
      kind: "ancestor",
      ...patternTraining,
      architecture: patternArchitecture,
      depth: 1,
      epochs: 0.25,
      warmupEpochs: 0,
    });
    const ort = await trainAncestor(recipe, patternDataset, quietContext);
    const engine = await openTfjsEngine();
    const tfjs = await trainAncestor(recipe, patternDataset, { ...quietContext, engine });
    const [a, b] = [ort, tfjs].map(({ tensors }) => tensors.get("head.weight") ?? new Float32Array(0));
    expect(b).not.toEqual(a);
    expect(b?.length).toBeGreaterThan(0);
    b?.forEach((value, i) => {
      expect(Math.abs(value - (a?.[i] ?? Number.NaN))).toBeLessThan(1e-3);
    });
  });
});

describe("choosing an engine", () => {
  it("takes ONNX Runtime on the CPU unless told otherwise", async () => {
    const { engine, why } = await openEngine({ threads: 1 });
    expect({ name: engine.name, why }).toEqual({ name: "ort cpu, 1 thread", why: undefined });
  });

  it("tries what there is for auto, and says what it took and why", async () => {
    const { why } = await openEngine({ threads: 1, device: "auto" });
    expect(why).toMatch(
      /^ort .*: the (fastest|only one) here, in images\/s of a trial: .*ort cpu, 1 thread \d+/,
    );
  });

  it("refuses a device for TensorFlow.js, which computes on what its package brings", async () => {
    await expectInputError(
      () => openEngine({ threads: 1, engine: "tfjs", device: "webgpu" }),
      "invalid-request",
      /--engine tfjs does not take --device webgpu/,
    );
  });
});
