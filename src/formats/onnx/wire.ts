/**
 * Protobuf's wire format for the many small parts of a model, by hand: a library's way through objects costs ten times
 * as much. Text is ASCII.
 */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(16 * 1024);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written from `start` up to, not including, `end`. Call it only when all is written. */
  slice(start = 0, end = this.#length): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  /** A whole number of 0 or more. */
  varint(value: number): this {
    this.#reserve(10);
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 0x80)) {
      this.#bytes[this.#length++] = (left % 0x80) | 0x80;
    }
    this.#bytes[this.#length++] = left;
    return this;
  }

  /** A field of a whole number. */
  number(field: number, value: number): this {
    return this.varint(8 * field).varint(value);
  }

  /** Tag and length of a field, which its `length` bytes follow. */
  prefix(field: number, length: number): this {
    return this.varint(8 * field + LENGTH_DELIMITED).varint(length);
  }

  /** A field of ASCII text. */
  text(field: number, text: string): this {
    this.prefix(field, text.length);
    this.#reserve(text.length);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
    return this;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.byteLength;
    return this;
  }

  #reserve(more: number): void {
    if (this.#length + more > this.#bytes.byteLength) {
      const larger = Buffer.allocUnsafe(2 * (this.#length + more));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
  }
}

const LENGTH_DELIMITED = 2;

/** Bytes that a whole number takes. */
export function varintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) {
    length++;
  }
  return length;
}

/** Bytes of a field of a whole number; its tag takes one byte for fields up to 15. */
export function numberLength(value: number): number {
  return 1 + varintLength(value);
}

/** Bytes of a field of `length` bytes, its tag and length included; its tag takes one byte for fields up to 15. */
export function fieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}
