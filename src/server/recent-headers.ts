import { LRUCache } from "lru-cache";
import type { Learngene } from "../formats/index.js";
import type { Registry, Version } from "../registry/index.js";
import { readStored } from "./stored-learngene.js";

/** Bytes, about, that headers take in memory at most. */
const MAX_BYTES = 8 * 1024 ** 2;

/** Parsed, a header takes about so many times its bytes. */
const PARSED = 4;

/** Headers of stored files, those used last. Under a digest bytes never change, so none grows stale. */
export class RecentHeaders {
  readonly #kept = new LRUCache<string, Learngene>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ header }) => PARSED * header.dataStart,
  });

  constructor(private readonly registry: Registry) {}

  /** The header of a version's file. */
  async read(version: Pick<Version, "digest" | "size">): Promise<Learngene> {
    const kept = this.#kept.get(version.digest);
    if (kept !== undefined) {
      return kept;
    }
    const learngene = await readStored(this.registry, version);
    this.#kept.set(version.digest, learngene);
    return learngene;
  }
}
