import { InputError, type ErrorCode } from "../../model/index.js";
import { firstNonFinite, floatsFromBytes } from "../float32.js";
import type { SafetensorsHeader } from "../safetensors/header.js";
import { nonFinite } from "./tensors.js";

/**
 * Looks whether values are finite while they come in: the data section of a file of float32 tensors, which is what
 * these files hold (see `checkTensors`), in pieces cut anywhere. It keeps none of them.
 */
export class ValueCheck {
  /** Bytes taken in. */
  #seen = 0;
  /** The bytes of a value that is cut in two, as far as they came. */
  readonly #cut = new Uint8Array(4);
  #fault: InputError | undefined;

  constructor(
    private readonly header: SafetensorsHeader,
    private readonly code: ErrorCode,
  ) {}

  /** Bytes taken in so far. */
  get seen(): number {
    return this.#seen;
  }

  /** The first value found that is not finite, as the error it is. */
  get fault(): InputError | undefined {
    return this.#fault;
  }

  /** Takes the next bytes; the array is its giver's again when this returns. */
  write(chunk: Uint8Array): void {
    const missing = Math.min((4 - (this.#seen % 4)) % 4, chunk.byteLength);
    if (missing > 0) {
      this.#cut.set(chunk.subarray(0, missing), this.#seen % 4);
      this.#seen += missing;
      if (this.#seen % 4 === 0) {
        this.#check(this.#cut, this.#seen - 4);
      }
    }
    const whole = (chunk.byteLength - missing) & ~3;
    this.#check(chunk.subarray(missing, missing + whole), this.#seen);
    this.#cut.set(chunk.subarray(missing + whole));
    this.#seen += chunk.byteLength - missing;
  }

  #check(bytes: Uint8Array, at: number): void {
    if (this.#fault !== undefined) {
      return;
    }
    const floats = floatsFromBytes(bytes);
    const bad = firstNonFinite(floats);
    if (bad >= 0) {
      this.#fault = this.#faultAt(at + 4 * bad, floats[bad]);
    }
  }

  #faultAt(at: number, value: number | undefined): InputError {
    const offset = this.header.dataStart + at;
    for (const [name, tensor] of this.header.tensors) {
      if (offset < tensor.offset + tensor.length) {
        return nonFinite(this.code, name, (offset - tensor.offset) / 4, value);
      }
    }
    return new InputError(this.code, `the data goes on after the last tensor, at byte ${at}`);
  }
}

/**
 * Checks that every value is finite, in constant memory. `chunks` are the data section that the header describes, cut
 * anywhere. Throws `code` naming the tensor and the element, or that there are fewer or more bytes than the header
 * says.
 */
export async function verifyFinite(
  header: SafetensorsHeader,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  code: ErrorCode,
): Promise<void> {
  const values = new ValueCheck(header, code);
  for await (const chunk of chunks) {
    values.write(chunk);
    if (values.fault !== undefined) {
      throw values.fault;
    }
  }
  const expected = header.size - header.dataStart;
  if (values.seen !== expected) {
    throw new InputError(code, `the data has ${values.seen} bytes where the header says ${expected}`);
  }
}
