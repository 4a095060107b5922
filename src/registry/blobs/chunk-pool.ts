import { once } from "../once.js";

/** Bytes that were lent: nobody writes them, and their borrower reads them until `release`, which is called once. */
export interface Loan {
  readonly bytes: Uint8Array;
  readonly release: () => void;
}

/** Bytes of a slot: large enough that system calls cost nothing, small enough that many clients find one each. */
export const SLOT_BYTES = 512 * 1024;

/** Bytes lent where every slot is taken. */
const SPARE_BYTES = 64 * 1024;

/** Spare buffers that are kept for their next use. */
const MAX_SPARES = 32;

/** Where the bytes of a blob come from. */
export interface ChunkSource {
  readonly digest: string;
  /** Of the blob, in bytes. */
  readonly size: number;
  /** Fills `target` from `offset` on. */
  readInto(target: Uint8Array, offset: number): Promise<void>;
}

/**
 * Memory for the parts of blobs that are on their way out, of a bound that is kept: slots of {@link SLOT_BYTES}, each
 * filled with one aligned chunk of a blob. Whoever sends the same chunk shares it, and those sent last stay, so that a
 * layer that is repeated, or that many ask for, is read once. Where slow clients hold every slot, others get
 * {@link SPARE_BYTES} at a time outside of the bound.
 */
export class ChunkPool {
  /** Slots that hold a chunk, or are being filled with it. */
  readonly #filled = new Map<string, Slot>();
  /** Those of them that nobody reads, the one used longest ago first. */
  readonly #idle = new Set<Slot>();
  readonly #empty: Slot[] = [];
  readonly #spares: Uint8Array[] = [];
  readonly #maxSlots: number;
  #slots = 0;

  /** `maxBytes` below one slot keeps nothing. */
  constructor(maxBytes: number) {
    this.#maxSlots = Math.floor(maxBytes / SLOT_BYTES);
  }

  /** Bytes of slots, filled or empty. */
  get bytes(): number {
    return this.#slots * SLOT_BYTES;
  }

  /**
   * Lends bytes of a blob from `offset` on: at least one, at most `length`. At once if they are here; else when they
   * were read. Rejects with what `readInto` does.
   */
  borrow(source: ChunkSource, offset: number, length: number): Loan | Promise<Loan> {
    const index = Math.floor(offset / SLOT_BYTES);
    const key = `${source.digest} ${index}`;
    const slot = this.#filled.get(key) ?? this.#fill(key, index, source);
    if (slot === undefined) {
      return this.#spare(source, offset, Math.min(length, SPARE_BYTES));
    }
    this.#idle.delete(slot);
    slot.readers++;
    const start = offset - index * SLOT_BYTES;
    const end = Math.min(start + length, source.size - index * SLOT_BYTES, SLOT_BYTES);
    const loan = {
      bytes: slot.memory.subarray(start, end),
      // A second call would give away what another reads.
      release: once(() => {
        this.#release(slot);
      }),
    };
    return slot.filling === undefined ? loan : afterwards(slot.filling, loan);
  }

  /** Keeps the chunks of a blob no longer, but those that are lent. */
  forget(digest: string): void {
    for (const slot of this.#idle) {
      if (slot.key?.startsWith(`${digest} `) === true) {
        this.#idle.delete(slot);
        this.#filled.delete(slot.key);
        slot.key = undefined;
        this.#empty.push(slot);
      }
    }
  }

  /** Takes a slot and begins to fill it; `undefined` if there is none. */
  #fill(key: string, index: number, source: ChunkSource): Slot | undefined {
    const slot = this.#empty.pop() ?? this.#allocate() ?? this.#evict();
    if (slot === undefined) {
      return undefined;
    }
    const start = index * SLOT_BYTES;
    const target = slot.memory.subarray(0, Math.min(SLOT_BYTES, source.size - start));
    slot.key = key;
    this.#filled.set(key, slot);
    slot.filling = source.readInto(target, start).then(
      () => {
        slot.filling = undefined;
      },
      (cause: unknown) => {
        slot.filling = undefined;
        // Its readers give it back one by one; nobody else is to find it.
        this.#filled.delete(key);
        slot.key = undefined;
        throw cause;
      },
    );
    // Each reader hears of it by its own wait.
    slot.filling.catch(() => undefined);
    return slot;
  }

  #allocate(): Slot | undefined {
    if (this.#slots >= this.#maxSlots) {
      return undefined;
    }
    this.#slots++;
    return { memory: Buffer.allocUnsafeSlow(SLOT_BYTES), readers: 0, key: undefined, filling: undefined };
  }

  #evict(): Slot | undefined {
    const [oldest] = this.#idle;
    if (oldest?.key !== undefined) {
      this.#idle.delete(oldest);
      this.#filled.delete(oldest.key);
      oldest.key = undefined;
    }
    return oldest;
  }

  #release(slot: Slot): void {
    slot.readers--;
    if (slot.readers > 0) {
      return;
    }
    if (slot.key === undefined) {
      this.#empty.push(slot);
    } else {
      this.#idle.add(slot);
    }
  }

  async #spare(source: ChunkSource, offset: number, length: number): Promise<Loan> {
    const memory = this.#spares.pop() ?? Buffer.allocUnsafeSlow(SPARE_BYTES);
    const release = once(() => {
      if (this.#spares.length < MAX_SPARES) {
        this.#spares.push(memory);
      }
    });
    const bytes = memory.subarray(0, Math.min(length, source.size - offset));
    try {
      await source.readInto(bytes, offset);
      return { bytes, release };
    } catch (cause) {
      release();
      throw cause;
    }
  }
}

interface Slot {
  readonly memory: Uint8Array;
  readers: number;
  /** Of the chunk that it holds or is being filled with. */
  key: string | undefined;
  /** While it is being filled. */
  filling: Promise<void> | undefined;
}

async function afterwards(filling: Promise<void>, loan: Loan): Promise<Loan> {
  try {
    await filling;
    return loan;
  } catch (cause) {
    loan.release();
    throw cause;
  }
}
