/** Index of the largest of `count` values from `start`. */
function argmax(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if ((values[start + i] ?? 0) > (values[start + best] ?? 0)) {
      best = i;
    }
  }
  return best;
}

/** How many of the first `labels.length` rows of `[rows, classes]` logits are largest at their label. */
export function countRight(logits: Float32Array, labels: Int32Array, classes: number): number {
  return labels.reduce(
    (right, label, row) => right + (argmax(logits, row * classes, classes) === label ? 1 : 0),
    0,
  );
}

/** Sum of the rows' cross-entropies against their labels, nats, computed in double precision. */
export function sumCrossEntropy(logits: Float32Array, labels: Int32Array, classes: number): number {
  let sum = 0;
  for (const [row, label] of labels.entries()) {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = Math.max(...values);
    const total = values.reduce((partial, value) => partial + Math.exp(value - largest), 0);
    sum += Math.log(total) + largest - (values[label] ?? Number.NaN);
  }
  return sum;
}
