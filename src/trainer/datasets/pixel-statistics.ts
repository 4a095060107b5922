import type { ImageShape, Split } from "./dataset.js";

/**
 * Mean and deviation of each channel's pixels on the 0..1 scale, over all images of a split. Counted by value, so
 * the result does not depend on the order of the images.
 */
export function pixelStatistics(shape: ImageShape, split: Split): { mean: number[]; std: number[] } {
  const counts = Array.from({ length: shape.channels }, (_, channel) => countValues(shape, split, channel));
  const mean = counts.map((byValue) => weightedMean(byValue, (value) => value));
  const std = counts.map((byValue, channel) =>
    Math.sqrt(weightedMean(byValue, (value) => (value - (mean[channel] ?? 0)) ** 2)),
  );
  return { mean: mean.map((m) => m / 255), std: std.map((s) => s / 255) };
}

function countValues(shape: ImageShape, split: Split, channel: number): Float64Array {
  const byValue = new Float64Array(256);
  const area = shape.height * shape.width;
  for (let image = 0; image < split.count; image++) {
    for (const value of split.images.at(image).subarray(channel * area, (channel + 1) * area))
      byValue[value] = (byValue[value] ?? 0) + 1;
  }
  return byValue;
}

function weightedMean(byValue: Float64Array, of: (value: number) => number): number {
  const total = byValue.reduce((sum, count) => sum + count, 0);
  return byValue.reduce((sum, count, value) => sum + count * of(value), 0) / total;
}
