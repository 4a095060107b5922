import type { z } from "zod";
import { InputError, type TensorSpec } from "../../model/index.js";
import { checkedDataStart, parseSafetensorsHeader, type SafetensorsHeader } from "../safetensors/header.js";
import { MAX_HEADER_BYTES } from "../safetensors/limits.js";
import { readManifest, type WeightsKind } from "./manifest.js";
import { checkTensors } from "./tensors.js";
import { ValueCheck } from "./values.js";

/** A file that was verified, but for its values. */
export interface VerifiedWeights<M> {
  readonly manifest: M;
  readonly header: SafetensorsHeader;
}

/**
 * Verifies a weights file while it comes in, in pieces cut anywhere, and so without a second reading: the same checks
 * and the same errors as reading it from where it lies. It holds no more of it than the header.
 */
export class WeightsVerifier<S extends z.ZodType> {
  readonly #head = new GrowingHead();
  #size = 0;
  /** Undefined while the header comes in, and for good if it is at fault. */
  #outline: { header: SafetensorsHeader; values: ValueCheck } | undefined;
  #manifest: z.output<S> | undefined;
  /** What is wrong with the header, the manifest or what tensors there are. */
  #fault: InputError | undefined;

  constructor(
    private readonly kind: WeightsKind<S>,
    private readonly specsOf: (manifest: z.output<S>) => readonly TensorSpec[],
  ) {}

  /** Takes the next bytes, which are their giver's again when this returns. Never throws: faults wait for `end`. */
  write(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    const data = this.#head.complete ? chunk : this.#head.take(chunk);
    if (this.#outline === undefined && this.#fault === undefined && this.#head.complete) {
      this.#readHead();
    }
    if (this.#fault === undefined && data.byteLength > 0) {
      this.#outline?.values.write(data);
    }
  }

  /** What the file is, once all of it was written. Throws `invalid-safetensors` or the kind's own code. */
  end(): VerifiedWeights<z.output<S>> {
    const { bytes } = this.#head;
    const dataStart = checkedDataStart(bytes.subarray(0, 8), this.#size);
    if (this.#outline?.header.size !== this.#size) {
      // Now that the size is known this throws: for a header at fault, or a file shorter or longer than it says.
      parseSafetensorsHeader(bytes.subarray(8, dataStart), this.#size);
    }
    const fault = this.#fault ?? this.#outline?.values.fault;
    if (fault !== undefined) {
      throw fault;
    }
    if (this.#outline === undefined || this.#manifest === undefined) {
      throw new Error("a header was taken in, but not read");
    }
    return { manifest: this.#manifest, header: this.#outline.header };
  }

  #readHead(): void {
    try {
      const header = parseSafetensorsHeader(this.#head.bytes.subarray(8));
      this.#outline = { header, values: new ValueCheck(header, this.kind.code) };
      const manifest = readManifest(this.kind, header.metadata);
      checkTensors(header, this.specsOf(manifest), this.kind.code);
      this.#manifest = manifest;
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      this.#fault = error;
    }
  }
}

/** A file's first bytes up to its data. It grows with what comes, not with what the file claims will come. */
class GrowingHead {
  #buffer = new Uint8Array(64 * 1024);
  #length = 0;
  /** Bytes that belong to it: 8 until they tell of more. A claim over the limit is not followed. */
  #wanted = 8;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  get complete(): boolean {
    return this.#length === this.#wanted && this.#length > 8;
  }

  /** Takes what belongs to it; gives the rest of the chunk. */
  take(chunk: Uint8Array): Uint8Array {
    let rest = chunk;
    while (rest.byteLength > 0 && this.#length < this.#wanted) {
      const piece = rest.subarray(0, this.#wanted - this.#length);
      this.#append(piece);
      rest = rest.subarray(piece.byteLength);
      if (this.#length === 8) {
        this.#wanted = wantedBytes(this.#buffer);
      }
    }
    return rest;
  }

  #append(piece: Uint8Array): void {
    const needed = this.#length + piece.byteLength;
    if (needed > this.#buffer.byteLength) {
      const larger = new Uint8Array(Math.max(needed, Math.min(2 * this.#buffer.byteLength, this.#wanted)));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = needed;
  }
}

/** Bytes of the head, by its first 8. */
function wantedBytes(first: Uint8Array): number {
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  return length > BigInt(MAX_HEADER_BYTES) ? 8 : 8 + Number(length);
}
