/** A tensor's name and shape, in PyTorch's layout (a linear weight is `[out, in]`). */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Number of elements of a shape; 1 for a scalar's empty shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
