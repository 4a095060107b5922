/** Throws `RangeError` unless a blob of `size` bytes has `length` bytes from `offset`. */
export function checkRange(size: number, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw new RangeError(`no bytes ${offset} to ${offset + length} in ${size}`);
  }
}
