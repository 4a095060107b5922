/**
 * Label smoothing as timm's and PyTorch's: each row of `out`, `[labels.length, numClasses]`, becomes
 * `(1 - smoothing) · onehot + smoothing / numClasses`. A smoothing of 0 gives plain one-hot rows.
 */
export function smoothedTargets(
  labels: ArrayLike<number>,
  numClasses: number,
  smoothing: number,
  out: Float32Array,
): void {
  const off = smoothing / numClasses;
  out.fill(off, 0, labels.length * numClasses);
  for (let i = 0; i < labels.length; i++) out[i * numClasses + (labels[i] ?? 0)] = 1 - smoothing + off;
}
