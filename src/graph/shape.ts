/**
 * Sizes of a value's axes, outermost first. A negative size `-k` stands for k times the batch size, unknown
 * until the graph runs: an exported network takes any batch. At most one axis of a shape is negative.
 */
export type Shape = readonly number[];

/** The batch axis of a graph that is run with any batch size. */
export const ANY_BATCH = -1;

/** Product of the sizes; negative where one of them depends on the batch. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `shape` as text, the batch as `B`: `[B, 17, 64]`. */
export function showShape(shape: Shape): string {
  const show = (size: number) => (size >= 0 ? String(size) : size === -1 ? "B" : `${-size}B`);
  return `[${shape.map(show).join(", ")}]`;
}

/** The shape that both broadcast to, by NumPy's rules; throws where an axis fits neither. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const sizeA = a[a.length - rank + i] ?? 1;
    const sizeB = b[b.length - rank + i] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new Error(`shapes ${showShape(a)} and ${showShape(b)} do not broadcast`);
    }
    return sizeA === 1 ? sizeB : sizeA;
  });
}
