import { describe, expect, it } from "vitest";
import { Graph } from "../../../src/graph/index.js";
import { adamW, clipFactor, globalNorm, type AdamWOptions } from "../../../src/trainer/step/adamw.js";
import { expectClose } from "../../support/numbers.js";
import { runGraph } from "../../support/run-graph.js";

interface Step {
  p: number[];
  m: number[];
  v: number[];
  g: number[];
  lr: number;
  step: number;
  factor: number;
}

const options: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

async function takeStep(given: Step, weightDecay: number, { beta1, beta2, epsilon } = options) {
  const graph = new Graph();
  const size = [given.p.length];
  const state = {
    parameters: graph.input("p", size),
    firstMoment: graph.input("m", size),
    secondMoment: graph.input("v", size),
  };
  const scalars = {
    learningRate: graph.input("lr", []),
    step: graph.input("step", []),
    gradientFactor: graph.input("factor", []),
  };
  const gradient = graph.input("g", size);
  const next = adamW(state, gradient, weightDecay, scalars, { beta1, beta2, epsilon });
  const { lr, step, factor, ...vectors } = given;
  const feeds = { ...vectors, lr: [lr], step: [step], factor: [factor] };
  const outputs = { nextP: next.parameters, nextM: next.firstMoment, nextV: next.secondMoment };
  const { nextP: p, nextM: m, nextV: v } = await runGraph(outputs, feeds);
  return { p: p ?? [], m: m ?? [], v: v ?? [] };
}

/** AdamW as algorithm 2 of arXiv 1711.05101 and torch.optim.AdamW write it, in double precision. */
function byTheBook(
  { p, m, v, g, lr, step, factor }: Step,
  decay: number,
  { beta1, beta2, epsilon } = options,
) {
  return p.map((parameter, i) => {
    const gradient = factor * (g[i] ?? NaN);
    const first = beta1 * (m[i] ?? NaN) + (1 - beta1) * gradient;
    const second = beta2 * (v[i] ?? NaN) + (1 - beta2) * gradient ** 2;
    const denominator = Math.sqrt(second / (1 - beta2 ** step)) + epsilon;
    return {
      p: parameter * (1 - lr * decay) - (lr * (first / (1 - beta1 ** step))) / denominator,
      m: first,
      v: second,
    };
  });
}

async function expectByTheBook(given: Step, decay: number, adam: AdamWOptions = options): Promise<void> {
  const actual = await takeStep(given, decay, adam);
  const expected = byTheBook(given, decay, adam);
  for (const name of ["p", "m", "v"] as const) {
    const values = expected.map((element) => element[name]);
    expectClose(actual[name], values, 1e-6 * Math.max(...values.map(Math.abs)), name);
  }
}

const start: Step = {
  p: [1, -2, 0.5],
  m: [0, 0, 0],
  v: [0, 0, 0],
  g: [0.3, -4, 1e-3],
  lr: 0.01,
  step: 1,
  factor: 1,
};

describe("a step of AdamW", () => {
  it("moves each parameter by the learning rate at first, against its gradient's sign", async () => {
    const { p } = await takeStep(start, 0);
    expectClose(p, [0.99, -1.99, 0.49], 1e-6);
  });

  it("is the paper's, with bias correction that fades, and moments carried on", async () => {
    for (const step of [1, 2, 3, 10, 1000, 100_000]) {
      await expectByTheBook({ ...start, m: [0.1, -1, 0], v: [0.02, 3, 1e-6], step }, 0);
    }
  });

  it("decays parameters apart from the gradient, in step with the learning rate", async () => {
    await expectByTheBook(start, 0.05);
    const still = { ...start, g: [0, 0, 0] };
    const { p } = await takeStep(still, 0.5);
    expectClose(p, [0.995, -1.99, 0.4975], 1e-6);
    expect(Array.from((await takeStep(still, 0)).p)).toEqual(still.p);
  });

  it("takes a gradient that was clipped as if it had been smaller", async () => {
    const clipped = await takeStep({ ...start, m: [0.1, 1, 1], v: [0.1, 1, 1], factor: 0.25 }, 0.05);
    const smaller = await takeStep(
      { ...start, m: [0.1, 1, 1], v: [0.1, 1, 1], g: [0.075, -1, 0.25e-3] },
      0.05,
    );
    for (const name of ["p", "m", "v"] as const) {
      expectClose(clipped[name], smaller[name], 1e-6);
    }
  });

  it("works with other betas and epsilons, zero among them", async () => {
    await expectByTheBook(start, 0, { beta1: 0, beta2: 0, epsilon: 1e-3 });
    await expectByTheBook({ ...start, step: 7 }, 0.1, { beta1: 0.5, beta2: 0.95, epsilon: 0.1 });
  });
});

describe("clipping by the global norm", () => {
  const factorOf = async (norm: number, maxNorm: number) => {
    const graph = new Graph();
    const { y = [] } = await runGraph({ y: clipFactor(graph.input("norm", []), maxNorm) }, { norm: [norm] });
    return y[0] ?? NaN;
  };

  it("leaves smaller gradients exactly as they are, however large the limit", async () => {
    for (const [norm, limit] of [
      [0.5, 1],
      [0, 1],
      [1e-12, 1],
      [3, 1e4],
      [1, 1e9],
      [1e-6, 1e30],
    ] as const) {
      expect(await factorOf(norm, limit), `${norm} under ${limit}`).toBe(1);
    }
  });

  it("scales larger ones down to the limit", async () => {
    for (const [norm, limit] of [
      [4, 1],
      [1e6, 1],
      [1e20, 1e-3],
      [1.001, 1],
      [1e-5, 1e-6],
    ] as const) {
      const expected = limit / (norm + 1e-6);
      expectClose([await factorOf(norm, limit)], [expected], 1e-6 * expected);
    }
  });

  it("measures all gradients together", async () => {
    const graph = new Graph();
    const norm = globalNorm([graph.input("a", [2]), graph.input("b", [1, 2])]);
    const { norm: value } = await runGraph({ norm }, { a: [1, -2], b: [4, 10] });
    expect([...(value ?? [])]).toEqual([11]);
  });
});
