import { LRUCache } from "lru-cache";

/** How much {@link RecentReads} hold. */
export interface RecentReadsLimits<V> {
  readonly maxEntries: number;
  /** Bytes, about. */
  readonly maxBytes: number;
  /** Bytes of one value, about. */
  readonly sizeOf: (value: V) => number;
}

/**
 * What was read of a catalog to which nobody but this process writes, until it is told that it changed. A read that was
 * under way at a change is not kept: it may have seen the time before.
 */
export class RecentReads<V extends object> {
  readonly #kept: LRUCache<string, V>;
  #changes = 0;

  constructor({ maxEntries, maxBytes, sizeOf }: RecentReadsLimits<V>) {
    this.#kept = new LRUCache<string, V>({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (value, key) => key.length + Math.max(1, sizeOf(value)),
    });
  }

  /** The value under `key`, loaded unless it is kept. `undefined` and failures are not kept. */
  async read<T extends V | undefined>(key: string, load: () => Promise<T>): Promise<V | T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      return kept;
    }
    const before = this.#changes;
    const value = await load();
    if (value !== undefined && before === this.#changes) {
      this.#kept.set(key, value);
    }
    return value;
  }

  /** To be called once a change of what keys that begin with `prefix` stand for is done, or may be. */
  forget(prefix: string): void {
    this.#changes++;
    for (const key of [...this.#kept.keys()]) {
      if (key.startsWith(prefix)) {
        this.#kept.delete(key);
      }
    }
  }
}
