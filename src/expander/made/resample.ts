/** What one place of a resized axis is made of: neighbouring places of the old axis, each with its weight. */
export interface Taps {
  /** The first of them. */
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Bicubic interpolation with antialiasing along one axis, as PyTorch's `interpolate(mode="bicubic", antialias=True)`
 * does it (and Pillow, and so timm's `resample_abs_pos_embed`): Keys' cubic with a = -0.5, centres of pixels at halves,
 * widened by the scale where the axis shrinks, weights that sum to 1.
 */
export function bicubicTaps(from: number, to: number): Taps[] {
  const scale = from / to;
  const width = Math.max(scale, 1);
  const support = 2 * width;
  return Array.from({ length: to }, (_, i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), from);
    const raw = Array.from({ length: end - first }, (_, j) => cubic((first + j - centre + 0.5) / width));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

const A = -0.5;

function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) {
    return ((A + 2) * t - (A + 3)) * t * t + 1;
  }
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * A : 0;
}
