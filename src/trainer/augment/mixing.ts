import type { Random } from "../random.js";
import type { Batch, BatchSource } from "./batch.js";

/** How images of a batch are mixed, pairwise. 0: not so. */
export interface MixingOptions {
  /** Both parameters of the Beta distribution that the first image's share is drawn from. */
  readonly mixup?: number;
  /** The same, of the share that is not cut out. */
  readonly cutmix?: number;
}

/** A rectangle of pixels, its ends left out. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Mixup (arXiv 1710.09412) or CutMix (arXiv 1905.04899) of a batch, as timm's `Mixup` in batch mode: image `i` with image
 * `size - 1 - i`, one share a batch; either by an even chance where both are wanted. Targets are mixed as images are;
 * `labels` become those that weigh most. Draws from `draws` only where something is to be mixed.
 */
export function mixBatch(
  batch: Batch,
  source: BatchSource,
  { mixup = 0, cutmix = 0 }: MixingOptions,
  draws: Random,
): void {
  if (mixup === 0 && cutmix === 0) {
    return;
  }
  const isCut = cutmix > 0 && (mixup === 0 || draws.integer(2) === 1);
  const drawn = beta(isCut ? cutmix : mixup, draws);
  if (!isCut) {
    blend(batch.images, batch.labels.length, drawn);
    mixTargets(batch, drawn);
    return;
  }
  const box = drawBox(source, drawn, draws);
  swapBoxes(batch, source, box);
  const cut = (box.right - box.left) * (box.bottom - box.top);
  mixTargets(batch, 1 - cut / (source.height * source.width));
}

/** Row `i` of `[count, …]` becomes `share` of itself and the rest of row `count - 1 - i`, and that one likewise. */
function blend(values: Float32Array, count: number, share: number): void {
  const size = values.length / count;
  for (let i = 0; 2 * i < count; i++) {
    const [one, other] = [i * size, (count - 1 - i) * size];
    for (let at = 0; at < size; at++) {
      const [a, b] = [values[one + at] ?? 0, values[other + at] ?? 0];
      values[one + at] = share * a + (1 - share) * b;
      values[other + at] = share * b + (1 - share) * a;
    }
  }
}

function mixTargets(batch: Batch, share: number): void {
  const count = batch.labels.length;
  blend(batch.targets, count, share);
  if (share < 0.5) {
    batch.labels.reverse();
  }
}

/** A box of `1 - share` of the image around a place drawn evenly, clipped at the borders, as timm's `rand_bbox`. */
function drawBox({ height, width }: BatchSource, share: number, draws: Random): Box {
  const side = Math.sqrt(1 - share);
  const [h, w] = [Math.trunc(height * side), Math.trunc(width * side)];
  const [y, x] = [draws.integer(height), draws.integer(width)];
  const clip = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    left: clip(x - Math.floor(w / 2), width),
    right: clip(x + Math.floor(w / 2), width),
    top: clip(y - Math.floor(h / 2), height),
    bottom: clip(y + Math.floor(h / 2), height),
  };
}

function swapBoxes({ images, labels }: Batch, source: BatchSource, box: Box): void {
  const { channels, height, width } = source;
  const count = labels.length;
  const size = channels * height * width;
  for (let i = 0; 2 * i < count - 1; i++) {
    const [one, other] = [i * size, (count - 1 - i) * size];
    for (let plane = 0; plane < channels; plane++) {
      for (let row = box.top; row < box.bottom; row++) {
        const start = (plane * height + row) * width;
        for (let at = start + box.left; at < start + box.right; at++) {
          const kept = images[one + at] ?? 0;
          images[one + at] = images[other + at] ?? 0;
          images[other + at] = kept;
        }
      }
    }
  }
}

/** A draw from Beta(alpha, alpha). */
export function beta(alpha: number, draws: Random): number {
  const [a, b] = [gamma(alpha, draws), gamma(alpha, draws)];
  return a + b === 0 ? 0.5 : a / (a + b);
}

/** A draw from Gamma(shape, 1), by Marsaglia and Tsang (2000); below 1 by their boost of a draw at `shape + 1`. */
function gamma(shape: number, draws: Random): number {
  if (shape < 1) {
    return gamma(shape + 1, draws) * (1 - draws.uniform()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = draws.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draws.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}
