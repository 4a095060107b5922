import { observed, type BlobOperation, type RegistryObserver } from "../observer.js";
import type { BlobStore, BlobSummary, OpenBlob, PartsSummary, StagedBlob } from "./store.js";

/** The same store, whose operations the observer hears of under the store's name. */
export function observedBlobs(blobs: BlobStore, store: string, observer: RegistryObserver): BlobStore {
  return new ObservedBlobStore(blobs, (name) => ({
    run: (work) => observed(observer, { part: "blobs", store, name }, work),
    start: () => observer.started({ part: "blobs", store, name }),
  }));
}

interface Watch {
  run<T>(work: () => Promise<T>): Promise<T>;
  start(): (error?: unknown) => void;
}

type Watcher = (name: BlobOperation) => Watch;

class ObservedBlobStore implements BlobStore {
  readonly presign?: NonNullable<BlobStore["presign"]>;

  constructor(
    private readonly inner: BlobStore,
    private readonly watch: Watcher,
  ) {
    // A computation, of which there is nothing to hear.
    if (inner.presign !== undefined) {
      this.presign = inner.presign.bind(inner);
    }
  }

  get isLocal(): boolean {
    return this.inner.isLocal ?? false;
  }

  async stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const staged = await this.watch("stage").run(() => this.inner.stage(content, maxBytes));
    return {
      digest: staged.digest,
      size: staged.size,
      open: () => this.#opened("open", () => staged.open()),
      commit: () => this.watch("commit").run(() => staged.commit()),
      abort: () => staged.abort(),
    };
  }

  open(digest: string): Promise<OpenBlob> {
    return this.#opened("open", () => this.inner.open(digest));
  }

  has(digest: string): Promise<boolean> {
    return this.watch("has").run(() => this.inner.has(digest));
  }

  delete(digest: string): Promise<void> {
    return this.watch("delete").run(() => this.inner.delete(digest));
  }

  list(): AsyncIterable<BlobSummary> {
    return this.inner.list();
  }

  stagePart(upload: string, start: number, content: AsyncIterable<Uint8Array>, maxBytes: number) {
    return this.watch("stagePart").run(() => this.inner.stagePart(upload, start, content, maxBytes));
  }

  openPart(upload: string, start: number): Promise<OpenBlob> {
    return this.#opened("openPart", () => this.inner.openPart(upload, start));
  }

  deleteParts(upload: string): Promise<void> {
    return this.watch("deleteParts").run(() => this.inner.deleteParts(upload));
  }

  listParts(): AsyncIterable<PartsSummary> {
    return this.inner.listParts();
  }

  removeOrphans(olderThan: Date): Promise<number> {
    return this.watch("removeOrphans").run(() => this.inner.removeOrphans(olderThan));
  }

  ready(): Promise<void> {
    return this.watch("ready").run(() => this.inner.ready());
  }

  async #opened(name: "open" | "openPart", open: () => Promise<OpenBlob>): Promise<OpenBlob> {
    return observedBlob(await this.watch(name).run(open), this.watch);
  }
}

function observedBlob(blob: OpenBlob, watch: Watcher): OpenBlob {
  return {
    size: blob.size,
    ...(blob.readAhead === undefined ? {} : { readAhead: blob.readAhead }),
    ...(blob.fd === undefined ? {} : { fd: blob.fd }),
    read: (offset, length) => watch("read").run(() => blob.read(offset, length)),
    readInto: (target, offset) => watch("read").run(() => blob.readInto(target, offset)),
    // Not deferred: a range that is not there throws at once.
    stream: (offset, length) => toFirst(blob.stream(offset, length), watch("stream")),
    close: () => blob.close(),
  };
}

/** The same chunks; the watch ends with the first: how fast the rest comes is its reader's doing too. */
async function* toFirst(chunks: AsyncIterable<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array> {
  let end: ((error?: unknown) => void) | undefined = watch.start();
  const once = (error?: unknown) => {
    end?.(error);
    end = undefined;
  };
  try {
    for await (const chunk of chunks) {
      once();
      yield chunk;
    }
  } catch (error) {
    once(error);
    throw error;
  } finally {
    once();
  }
}
