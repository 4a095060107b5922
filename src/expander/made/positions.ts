import { floatsFromBytes, type RandomAccess } from "../../formats/index.js";
import { patchCount, tokenCount } from "../../model/index.js";
import type { FloatRun } from "../floats.js";
import { expandedArchitecture } from "../form.js";
import type { Expandable } from "../request.js";
import { bicubicTaps, type Taps } from "./resample.js";

/** A stored square of position embeddings, its rows one after another. */
interface Grid {
  /** First byte in the file. */
  readonly offset: number;
  /** Positions in a row, and rows. */
  readonly side: number;
  /** Values of a position. */
  readonly width: number;
}

/**
 * Position embeddings for another size of images, as timm's `resample_abs_pos_embed` makes them: the class token's as it
 * is, the patches' as an image resized. `undefined` where the size is the learngene's own.
 */
export function resizedPositions(expandable: Expandable): FloatRun | undefined {
  const { learngene } = expandable;
  const { config } = learngene.manifest.architecture;
  const { config: wanted } = expandedArchitecture(expandable);
  const stored = learngene.header.tensors.get("pos_embed");
  if (wanted.imageSize === config.imageSize || stored === undefined) {
    return undefined;
  }
  const width = config.embedDim;
  const prefix = width * (tokenCount(config) - patchCount(config));
  const grid = { offset: stored.offset + 4 * prefix, side: config.imageSize / config.patchSize, width };
  const side = wanted.imageSize / wanted.patchSize;
  const taps = bicubicTaps(grid.side, side);
  return {
    kind: "made",
    length: width * tokenCount(wanted),
    async values(source, start, end) {
      const values = new Float32Array(end - start);
      // Values of one row of the resized grid that the range touches, for one row after another.
      const rowValues = side * width;
      if (start < prefix) {
        const kept = await source.read(stored.offset + 4 * start, 4 * (Math.min(end, prefix) - start));
        values.set(floatsFromBytes(kept));
      }
      for (let y = Math.max(0, Math.floor((start - prefix) / rowValues)); prefix + y * rowValues < end; y++) {
        const rowStart = prefix + y * rowValues;
        const [from, to] = [Math.max(start - rowStart, 0), Math.min(end - rowStart, rowValues)];
        const [first, last] = [Math.floor(from / width), Math.ceil(to / width)];
        const row = await resizedRow(source, grid, taps[y], taps.slice(first, last));
        values.set(row.subarray(from - first * width, to - first * width), rowStart + from - start);
      }
      return values;
    },
  };
}

/** Positions of one row of a resized grid: `down` says which old rows it is made of, `across` which columns. */
async function resizedRow(
  source: RandomAccess,
  { offset, side, width }: Grid,
  down: Taps | undefined,
  across: readonly Taps[],
): Promise<Float32Array> {
  const left = across[0]?.first ?? 0;
  const right = Math.max(...across.map(({ first, weights }) => first + weights.length));
  const rows = await Promise.all(
    (down?.weights ?? []).map(async (_, i) => {
      const at = offset + 4 * width * (((down?.first ?? 0) + i) * side + left);
      return floatsFromBytes(await source.read(at, 4 * width * (right - left)));
    }),
  );
  const column = weighted(rows, down?.weights ?? [], width * (right - left));
  const row = new Float32Array(width * across.length);
  across.forEach(({ first, weights }, x) => {
    const parts = weights.map((_, i) =>
      column.subarray(width * (first - left + i), width * (first - left + i + 1)),
    );
    row.set(weighted(parts, weights, width), width * x);
  });
  return row;
}

/** The weighted sum, in float64. */
function weighted(
  parts: readonly (Float32Array | Float64Array)[],
  weights: readonly number[],
  length: number,
): Float64Array {
  const sum = new Float64Array(length);
  parts.forEach((part, index) => {
    const weight = weights[index] ?? 0;
    for (let i = 0; i < length; i++) {
      sum[i] = (sum[i] ?? 0) + weight * (part[i] ?? 0);
    }
  });
  return sum;
}
