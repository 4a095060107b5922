import { add, ANY_BATCH, Graph, mul, reduceSum, type Value } from "../../graph/index.js";
import { adamW, type AdamWOptions } from "./adamw.js";
import { STEP, type StateVector } from "./train-step.js";

/** Names of the update graphs' inputs and outputs, beside those of {@link STEP}. */
export const UPDATE = {
  /** A part's gradient. */
  gradient: (part: number) => `gradient.${part}`,
  gradientFactor: "gradient_factor",
  squares: "squares",
  vectorOut: (vector: StateVector) => `${vector}.next`,
} as const;

/**
 * The sum of the squares of a stretch of the gradient, which is itself the sum of the batch's parts' gradients. Stretches
 * may be of any length.
 */
export function buildSquares(parts: number): ReadonlyMap<string, Value> {
  const gradient = summedGradient(new Graph(), parts);
  return new Map([[UPDATE.squares, reduceSum(mul(gradient, gradient), [0])]]);
}

/** AdamW on a stretch of parameters, of any length, all of one weight decay. */
export function buildUpdate(
  parts: number,
  weightDecay: number,
  options: AdamWOptions,
): ReadonlyMap<string, Value> {
  const graph = new Graph();
  const gradient = summedGradient(graph, parts);
  const vector = (name: StateVector) => graph.input(name, [ANY_BATCH]);
  const state = {
    parameters: vector("parameters"),
    firstMoment: vector("firstMoment"),
    secondMoment: vector("secondMoment"),
  };
  const scalars = {
    learningRate: graph.input(STEP.learningRate, []),
    step: graph.input(STEP.step, []),
    gradientFactor: graph.input(UPDATE.gradientFactor, []),
  };
  const next = adamW(state, gradient, weightDecay, scalars, options);
  return new Map([
    [UPDATE.vectorOut("parameters"), next.parameters],
    [UPDATE.vectorOut("firstMoment"), next.firstMoment],
    [UPDATE.vectorOut("secondMoment"), next.secondMoment],
  ]);
}

function summedGradient(graph: Graph, parts: number): Value {
  const gradients = Array.from({ length: parts }, (_, part) =>
    graph.input(UPDATE.gradient(part), [ANY_BATCH]),
  );
  return gradients.reduce((sum, gradient) => add(sum, gradient));
}
