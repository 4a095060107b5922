import { add, div, exp, maximum, mul, reduceSum, sqrt, sub, type Value } from "../../graph/index.js";

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** What the optimizer reads at each step: scalars. */
export interface AdamWInputs {
  learningRate: Value;
  /** 1 at the first step. */
  step: Value;
  /** What gradients are multiplied by: see {@link clipFactor}. */
  gradientFactor: Value;
}

/** Parameters with the running means of their gradient and of its square, all of one shape. */
export interface AdamWState {
  parameters: Value;
  firstMoment: Value;
  secondMoment: Value;
}

/**
 * One step of AdamW (arXiv 1711.05101, as PyTorch computes it): Adam with bias correction, and weight decay
 * `parameters * (1 - lr * weightDecay)` apart from the gradient. The corrections are folded into the step size
 * and epsilon, scalars, so that the vectors are passed over as few times as may be.
 */
export function adamW(
  state: AdamWState,
  gradient: Value,
  weightDecay: number,
  inputs: AdamWInputs,
  { beta1, beta2, epsilon }: AdamWOptions,
): AdamWState {
  const { learningRate, step, gradientFactor } = inputs;
  const firstMoment = add(mul(state.firstMoment, beta1), mul(gradient, mul(gradientFactor, 1 - beta1)));
  const squareFactor = mul(mul(gradientFactor, gradientFactor), 1 - beta2);
  const secondMoment = add(mul(state.secondMoment, beta2), mul(mul(gradient, gradient), squareFactor));
  const rootCorrection = sqrt(biasCorrection(step, beta2));
  const stepSize = div(mul(learningRate, rootCorrection), biasCorrection(step, beta1));
  const update = div(firstMoment, add(sqrt(secondMoment), mul(rootCorrection, epsilon)));
  const kept =
    weightDecay === 0 ? state.parameters : mul(state.parameters, add(mul(learningRate, -weightDecay), 1));
  return { parameters: sub(kept, mul(update, stepSize)), firstMoment, secondMoment };
}

/** `1 - beta^step`. */
function biasCorrection(step: Value, beta: number): Value {
  return add(mul(exp(mul(step, Math.log(beta))), -1), 1);
}

/** Euclidean norm of all gradients together. */
export function globalNorm(gradients: readonly Value[]): Value {
  const squares = gradients.map((g) =>
    reduceSum(
      mul(g, g),
      g.shape.map((_, axis) => axis),
    ),
  );
  return sqrt(squares.reduce((sum, square) => add(sum, square)));
}

/** Scales gradients down to a norm of `maxNorm`, never up: exactly 1 below it. As PyTorch's `clip_grad_norm_`. */
export function clipFactor(norm: Value, maxNorm: number): Value {
  return div(norm.graph.constant(maxNorm), maximum(add(norm, 1e-6), maxNorm));
}
