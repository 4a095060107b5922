import { add, axisSize, logSoftmax, mul, reduceSum, softmax, sub, type Value } from "../../graph/index.js";

/**
 * Cross-entropy with soft targets, nats, mean over the batch.
 *
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`, rows summing to 1
 */
export function softCrossEntropy(logits: Value, targets: Value): Value {
  return mul(meanOverBatch(mul(targets, logSoftmax(logits))), -1);
}

/**
 * Distillation (arXiv 1503.02531): `T^2 KL(teacher || student)`, both softened by temperature T, nats, mean over
 * the batch. T^2 keeps the gradient's size whatever the temperature.
 *
 * @param logits `[batch, classes]`, the student's
 * @param teacherLogits `[batch, classes]`
 */
export function distillation(logits: Value, teacherLogits: Value, temperature: number): Value {
  const soften = (x: Value) => (temperature === 1 ? x : mul(x, 1 / temperature));
  const teacher = softmax(soften(teacherLogits));
  const difference = sub(logSoftmax(soften(teacherLogits)), logSoftmax(soften(logits)));
  return mul(meanOverBatch(mul(teacher, difference)), temperature ** 2);
}

/** `weight * a + (1 - weight) * b`. */
export function mix(weight: number, a: Value, b: Value): Value {
  return add(mul(a, weight), mul(b, 1 - weight));
}

/** Sum over classes, mean over the batch: a scalar. */
function meanOverBatch(perClass: Value): Value {
  return mul(reduceSum(perClass, [0, 1]), 1 / axisSize(perClass.shape, 0));
}
