import type { AdamWOptions } from "./adamw.js";
import type { StateVector } from "./train-step.js";

/** What the optimizer reads at a step. */
export interface UpdateOptions extends AdamWOptions {
  readonly learningRate: number;
  /** 1 at the first step. */
  readonly step: number;
  readonly weightDecay: number;
  /** What gradients are multiplied by: see {@link clippedBy}. */
  readonly gradientFactor: number;
}

/** Adds the gradients of a batch's parts up in the first of them, in place. Returns the sum of the squares of the sum. */
export function addGradients([sum, ...terms]: readonly Float32Array[]): number {
  if (sum === undefined) {
    return 0;
  }
  const last = terms.pop();
  for (const term of terms) {
    addTo(sum, term);
  }
  return last === undefined ? sumOfSquares(sum) : addToAndSquare(sum, last);
}

/** What gradients of a norm are multiplied by, so that it is no more than `clipNorm`. As PyTorch's `clip_grad_norm_`. */
export function clippedBy(norm: number, clipNorm: number): number {
  return clipNorm / Math.max(norm + 1e-6, clipNorm);
}

/**
 * One step of AdamW in place, as the graph of `adamw.ts` takes it, in one pass over memory where ONNX Runtime takes one an
 * operator. Numbers are rounded to float32 where they are written; between, they have float64's precision.
 */
export function updateVectors(
  { parameters, firstMoment, secondMoment }: Readonly<Record<StateVector, Float32Array>>,
  gradient: Float32Array,
  { learningRate, step, weightDecay, gradientFactor, beta1, beta2, epsilon }: UpdateOptions,
): void {
  const kept = 1 - learningRate * weightDecay;
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const floor = rootCorrection * epsilon;
  const [new1, new2] = [1 - beta1, 1 - beta2];
  for (let i = 0; i < gradient.length; i++) {
    const g = gradientFactor * at(gradient, i);
    const first = beta1 * at(firstMoment, i) + new1 * g;
    const second = beta2 * at(secondMoment, i) + new2 * g * g;
    firstMoment[i] = first;
    secondMoment[i] = second;
    parameters[i] = kept * at(parameters, i) - (stepSize * first) / (Math.sqrt(second) + floor);
  }
}

/** Adds `term` to `sum`, in place. */
export function addTo(sum: Float32Array, term: Float32Array): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i] = at(sum, i) + at(term, i);
  }
}

/**
 * Adds `term` to `sum`, and gives the sum of the squares: one pass over memory, in four sums as {@link sumOfSquares} has. Written
 * out, as one loop for both, with a function for what differs, takes four times as long.
 */
function addToAndSquare(sum: Float32Array, term: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = sum.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += square((sum[i] = Math.fround(at(sum, i) + at(term, i))));
    b += square((sum[i + 1] = Math.fround(at(sum, i + 1) + at(term, i + 1))));
    c += square((sum[i + 2] = Math.fround(at(sum, i + 2) + at(term, i + 2))));
    d += square((sum[i + 3] = Math.fround(at(sum, i + 3) + at(term, i + 3))));
  }
  for (let i = whole; i < sum.length; i++) {
    a += square((sum[i] = Math.fround(at(sum, i) + at(term, i))));
  }
  return a + b + (c + d);
}

/** In four sums side by side, so that an addition need not wait for the one before it. */
function sumOfSquares(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += square(at(values, i));
    b += square(at(values, i + 1));
    c += square(at(values, i + 2));
    d += square(at(values, i + 3));
  }
  for (let i = whole; i < values.length; i++) {
    a += square(at(values, i));
  }
  return a + b + (c + d);
}

const square = (x: number) => x * x;

/** Inside the vector's bounds, where there is no other answer. */
const at = (values: Float32Array, i: number) => values[i] ?? Number.NaN;
