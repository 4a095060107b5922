/** Gradients of whole networks against PyTorch's: test/fixtures/reference/gradients-*.safetensors and tied. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { storedTensors } from "../../../src/formats/index.js";
import { checkGraph } from "../../../src/graph/index.js";
import { networkTensors, stageWise, type Plan, type TensorSpec } from "../../../src/model/index.js";
import { layOutParameters } from "../../../src/trainer/step/parameters.js";
import { buildLossGraph } from "../../../src/trainer/step/train-step.js";
import { expectClose, largest } from "../../support/numbers.js";
import { readReference, referenceNetwork, type Reference } from "../../support/reference.js";
import { runGraph } from "../../support/run-graph.js";

/** The largest allowed error of a gradient, over the largest gradient of its tensor. Measured: 1.7e-6. */
const TOLERANCE = 1e-5;

interface Computed {
  loss: number;
  logits: Float32Array;
  gradients: Map<string, Float32Array>;
}

/** Loss and gradients of a reference's batch, by our step graph. */
async function compute(
  reference: Reference,
  network: { depth: number; plan?: Plan; tensors: readonly TensorSpec[] },
  params: ReadonlyMap<string, Float32Array>,
): Promise<Computed> {
  const { depth, plan, tensors } = network;
  const { architecture } = referenceNetwork(reference);
  const targets = reference.tensor("targets");
  const { loss, logits, gradients } = buildLossGraph({
    architecture,
    depth,
    ...(plan === undefined ? {} : { plan }),
    parameters: layOutParameters(tensors),
    batchSize: targets.length / architecture.config.numClasses,
    loss: { distillationWeight: 0, temperature: 1 },
  });
  checkGraph([loss, logits, ...gradients]);
  const named = Object.fromEntries(
    gradients.map((gradient, i) => [`grads.${tensors[i]?.name ?? ""}`, gradient]),
  );
  const feeds = { ...Object.fromEntries(params), images: reference.tensor("images"), targets };
  const results = await runGraph({ loss, logits, ...named }, feeds);
  return {
    loss: results["loss"]?.[0] ?? NaN,
    logits: results["logits"] ?? new Float32Array(0),
    gradients: new Map(tensors.map(({ name }) => [name, results[`grads.${name}`] ?? new Float32Array(0)])),
  };
}

function expectGradients(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
) {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, gradient] of expected) {
    expectClose(actual.get(name), gradient, TOLERANCE * largest(gradient), name);
  }
}

describe.each(["gradients-avg-norm", "gradients-token-fc-norm"])("one step of %s", (file) => {
  it("has PyTorch's loss and its gradient for every parameter", async () => {
    const reference = readReference(file);
    const { architecture, depth } = referenceNetwork(reference);
    const tensors = networkTensors(architecture, depth);
    const { loss, gradients } = await compute(reference, { depth, tensors }, reference.under("params"));
    // Measured: 4.8e-7.
    expectClose([loss], reference.tensor("loss"), 5e-6);
    expectGradients(gradients, reference.under("grads"));
  });
});

describe("one step of a network with tied layers", () => {
  const reference = readReference("tied-gradients");
  const { architecture } = referenceNetwork(reference);
  const layers = z.array(z.int()).parse(reference.about["layers"]);
  const plan = stageWise.planLayers(layers.length, layers);
  const stored = storedTensors({
    architecture,
    rule: plan.rule,
    stages: layers.map((count) => ({ layers: count })),
  });
  const params = reference.under("params");

  it("has PyTorch's gradients for stages, stem and head", async () => {
    const tied = await compute(reference, { depth: plan.depth, plan, tensors: stored }, params);
    const expected = [...reference.under("grads")].filter(([name]) => !name.startsWith("blocks."));
    expectClose([tied.loss], reference.tensor("loss"), 5e-6);
    expectClose(tied.logits, reference.tensor("logits"), 1e-5);
    expectGradients(tied.gradients, new Map(expected));
  });

  it("gives a stage the sum of what its layers get where each has a copy of its own", async () => {
    const tensors = networkTensors(architecture, plan.depth);
    const stageOf = (layer: number) => plan.terms[layer]?.[0]?.source ?? NaN;
    const inStage = (name: string) =>
      name.replace(/^blocks\.(\d+)\./, (_, layer) => `stages.${stageOf(Number(layer))}.`);
    const copies = new Map(
      tensors.map(({ name }) => [name, params.get(inStage(name)) ?? new Float32Array(0)]),
    );
    const untied = await compute(reference, { depth: plan.depth, tensors }, copies);
    const tied = await compute(reference, { depth: plan.depth, plan, tensors: stored }, params);
    expect(untied.logits).toEqual(tied.logits);
    const sums = new Map<string, Float32Array>();
    for (const [name, gradient] of untied.gradients) {
      const sum = sums.get(inStage(name)) ?? new Float32Array(gradient.length);
      sums.set(
        inStage(name),
        sum.map((value, i) => value + (gradient[i] ?? NaN)),
      );
    }
    expectGradients(tied.gradients, sums);
    // Layers of one stage differ in their gradients, so that summing them is no formality.
    expect(untied.gradients.get("blocks.0.mlp.fc1.weight")).not.toEqual(
      untied.gradients.get("blocks.1.mlp.fc1.weight"),
    );
    expectGradients(
      new Map([...untied.gradients].filter(([name]) => name.startsWith("blocks."))),
      new Map([...reference.under("grads")].filter(([name]) => name.startsWith("blocks."))),
    );
  });

  it("has gradients of nil for a stage that the layout leaves out", async () => {
    const without = stageWise.planLayers(2, [0, 3]);
    const { gradients } = await compute(reference, { depth: 3, plan: without, tensors: stored }, params);
    for (const [name, gradient] of gradients) {
      expect(largest(gradient) === 0, name).toBe(name.startsWith("stages.0."));
    }
  });
});
