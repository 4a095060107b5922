import { describe, expect, it } from "vitest";
import { differentiate, Graph, type Value } from "../../../src/graph/index.js";
import { distillation, mix, softCrossEntropy } from "../../../src/trainer/step/losses.js";
import { expectClose } from "../../support/numbers.js";
import { readReference } from "../../support/reference.js";
import { runGraph, type Feeds } from "../../support/run-graph.js";

const reference = readReference("operators");

async function lossAndGradient(
  shape: readonly number[],
  build: (logits: Value, other: Value) => Value,
  feeds: Feeds,
): Promise<{ loss: number; gradient: Float32Array }> {
  const graph = new Graph();
  const logits = graph.input("logits", shape);
  const loss = build(logits, graph.input("other", shape));
  expect(loss.shape).toEqual([]);
  const [gradient = logits] = differentiate(loss, [logits]);
  const results = await runGraph({ loss, gradient }, feeds);
  return { loss: results["loss"]?.[0] ?? NaN, gradient: results["gradient"] ?? new Float32Array(0) };
}

describe("soft cross-entropy", () => {
  it("has PyTorch's value and gradient, for hard, uniform and soft targets and for large logits", async () => {
    const { loss, gradient } = await lossAndGradient([6, 10], softCrossEntropy, {
      logits: reference.tensor("crossEntropy.logits"),
      other: reference.tensor("crossEntropy.targets"),
    });
    // Measured: 4.8e-7 and 1.5e-8.
    expectClose([loss], reference.tensor("crossEntropy.loss"), 5e-6);
    expectClose(gradient, reference.tensor("crossEntropy.grad"), 5e-6);
  });

  it("is the mean over the batch of -log p(label), by hand", async () => {
    const { loss, gradient } = await lossAndGradient([2, 2], softCrossEntropy, {
      logits: [Math.log(3), 0, 0, 0],
      other: [1, 0, 0, 1],
    });
    expectClose([loss], [(Math.log(4 / 3) + Math.log(2)) / 2], 1e-6);
    expectClose(gradient, [-0.125, 0.125, 0.25, -0.25], 1e-6);
  });
});

describe("distillation", () => {
  it.each([1, 3])("has PyTorch's value and gradient at temperature %i", async (temperature) => {
    const { loss, gradient } = await lossAndGradient(
      [6, 10],
      (student, teacher) => distillation(student, teacher, temperature),
      { logits: reference.tensor("distillation.student"), other: reference.tensor("distillation.teacher") },
    );
    const expected = reference.tensor(`distillation.t${temperature}.loss`);
    // Measured: 9e-8 of the loss, and 2.2e-8.
    expectClose([loss], expected, 5e-6 * (expected[0] ?? 0));
    expectClose(gradient, reference.tensor(`distillation.t${temperature}.grad`), 5e-6);
  });

  it("is nil, with a gradient of nil, where the student says what the teacher says", async () => {
    const logits = [0.3, -1, 2, 5, 5, 1];
    const build = (student: Value, teacher: Value) => distillation(student, teacher, 2);
    const shifted = [10.3, 9, 12, 5, 5, 1];
    const { loss, gradient } = await lossAndGradient([2, 3], build, { logits: shifted, other: logits });
    expectClose([loss], [0], 2e-6);
    expectClose(gradient, new Float32Array(6), 1e-6);
  });
});

describe("a mix of losses", () => {
  it("weighs the first by its weight and the second by the rest", async () => {
    const graph = new Graph();
    const mixed = mix(0.3, graph.input("a", []), graph.input("b", []));
    const { y = [] } = await runGraph({ y: mixed }, { a: [10], b: [100] });
    expectClose(y, [73], 1e-5);
  });
});
