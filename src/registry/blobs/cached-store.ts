import type { DiskCache } from "./disk-cache.js";
import type { BlobStore, BlobSummary, OpenBlob, PartsSummary, StagedBlob } from "./store.js";

/** Times that a copy may vanish, for others that need the room, between its coming and its opening. */
const TRIES = 2;

/**
 * A store that is far away behind a cache of its blobs on disk. `open` waits until the whole blob is there and its
 * digest is checked, so that nobody gets a byte that may prove wrong; blobs too large for the cache are read from the
 * store as they are asked for. All else goes to the store itself.
 */
export class CachedBlobStore implements BlobStore {
  readonly presign?: NonNullable<BlobStore["presign"]>;
  /** `onUse` is told by every `open` whether its blob was on disk. */
  constructor(
    private readonly store: BlobStore,
    private readonly cache: DiskCache,
    private readonly onUse: (hit: boolean) => void = () => undefined,
  ) {
    if (store.presign !== undefined) {
      this.presign = store.presign.bind(store);
    }
  }

  async open(digest: string): Promise<OpenBlob> {
    const found = await this.cache.open(digest);
    this.onUse(found !== undefined);
    if (found !== undefined) {
      return found;
    }
    for (let tries = 0; tries < TRIES && (await this.#fetch(digest)); tries++) {
      const copy = await this.cache.open(digest);
      if (copy !== undefined) {
        return copy;
      }
    }
    return this.store.open(digest);
  }

  async delete(digest: string): Promise<void> {
    await this.store.delete(digest);
    await this.cache.delete(digest);
  }

  stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    return this.store.stage(content, maxBytes);
  }

  has(digest: string): Promise<boolean> {
    return this.store.has(digest);
  }

  list(): AsyncIterable<BlobSummary> {
    return this.store.list();
  }

  stagePart(upload: string, start: number, content: AsyncIterable<Uint8Array>, maxBytes: number) {
    return this.store.stagePart(upload, start, content, maxBytes);
  }

  openPart(upload: string, start: number): Promise<OpenBlob> {
    return this.store.openPart(upload, start);
  }

  deleteParts(upload: string): Promise<void> {
    return this.store.deleteParts(upload);
  }

  listParts(): AsyncIterable<PartsSummary> {
    return this.store.listParts();
  }

  removeOrphans(olderThan: Date): Promise<number> {
    return this.store.removeOrphans(olderThan);
  }

  ready(): Promise<void> {
    return this.store.ready();
  }

  #fetch(digest: string): Promise<boolean> {
    return this.cache.fetch(digest, () => this.store.open(digest));
  }
}
