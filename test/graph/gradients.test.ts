import { describe, expect, it } from "vitest";
import {
  differentiate,
  Graph,
  mul,
  nodesBehind,
  reduceSum,
  sizeOf,
  type Value,
} from "../../src/graph/index.js";
import { randomFloats } from "../support/numbers.js";
import { openGraph, type OpenGraph } from "../support/run-graph.js";
import { gradientCases, type GradientCase, type MakeInput } from "./gradient-cases.js";

/** Step of the difference quotients: float32 rounds away what smaller ones would gain. */
const STEP = 1e-2;
const DIRECTIONS = 3;
/** Of the sum of |gradient * direction|: what fourth-order differences in float32 leave, and a good deal more. */
const TOLERANCE = 5e-4;
/** Of the sum of |output * weight|: the outputs' own rounding, divided by the step. */
const ROUNDING = 2e-5;

interface Point {
  values: Record<string, Float32Array>;
  inputs: Value[];
}

function makePoint(graph: Graph): Point & { input: MakeInput } {
  const point: Point = { values: {}, inputs: [] };
  return {
    ...point,
    input(shape, low, high) {
      const name = `x${point.inputs.length}`;
      const value = graph.input(name, shape);
      point.values[name] = randomFloats(name, sizeOf(shape), low, high);
      point.inputs.push(value);
      return value;
    },
  };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>, map = (x: number) => x) =>
  Array.from(a).reduce((sum, value, i) => sum + map(value * (b[i] ?? NaN)), 0);

/** Slope of `sum(weights * y)` along a direction of one input, by central differences of fourth order. */
async function slope(
  run: OpenGraph,
  values: Point["values"],
  name: string,
  direction: Float32Array,
  weights: Float32Array,
): Promise<number> {
  const x = values[name] ?? new Float32Array(0);
  const at = async (steps: number) => {
    const moved = x.map((value, i) => value + steps * STEP * (direction[i] ?? NaN));
    const { y = [] } = await run.run({ ...values, [name]: moved, weights });
    return dot(y, weights);
  };
  const near = (await at(1)) - (await at(-1));
  const far = (await at(2)) - (await at(-2));
  return (8 * near - far) / (12 * STEP);
}

async function checkGradients(build: GradientCase["build"], op: string): Promise<void> {
  const graph = new Graph();
  const { values, inputs, input } = makePoint(graph);
  const y = build(input);
  expect(nodesBehind([y]).map((node) => node.op)).toContain(op);
  const loss = reduceSum(
    mul(y, graph.input("weights", y.shape)),
    y.shape.map((_, axis) => axis),
  );
  const gradients = differentiate(loss, inputs);
  expect(gradients.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape));
  const named = Object.fromEntries(gradients.map((gradient, i) => [`gradient${i}`, gradient]));
  const run = await openGraph({ y, ...named });
  const weights = randomFloats("weights", sizeOf(y.shape));
  const results = await run.run({ ...values, weights });
  const rounding = ROUNDING * dot(results["y"] ?? [], weights, Math.abs);
  for (const [i] of inputs.entries()) {
    const gradient = results[`gradient${i}`] ?? new Float32Array(0);
    for (let k = 0; k < DIRECTIONS; k++) {
      const direction = randomFloats(`direction ${k}`, gradient.length);
      const expected = await slope(run, values, `x${i}`, direction, weights);
      const bound = TOLERANCE * dot(gradient, direction, Math.abs) + rounding;
      const difference = Math.abs(dot(gradient, direction) - expected);
      expect(difference, `input ${i}: ${difference} off, ${bound} allowed`).toBeLessThan(bound);
    }
  }
  await run.close();
}

describe.each(Object.entries(gradientCases))(
  "the gradient of %s is that of finite differences",
  (op, cases) => {
    it.each(cases)("$what", async ({ build }) => {
      await checkGradients(build, op);
    });
  },
);
