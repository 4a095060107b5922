import { AskedThread } from "../threads/index.js";
import type { SessionOptions } from "./session.js";

/** Memory by name. */
export type Vectors = Record<string, Float32Array>;

/** A tensor of a session: which elements of which vector it is. */
export interface Place {
  readonly name: string;
  readonly vector: string;
  readonly start: number;
  readonly end: number;
  readonly shape: readonly number[];
}

/** What a session in another thread reads, of which it may leave some out, and writes. */
export interface Places {
  readonly feeds: readonly Place[];
  readonly fetches: readonly Place[];
}

/** What the thread is asked to do with its session `id`. */
export type ThreadRequest = { readonly id: number } & (
  | {
      readonly kind: "open";
      readonly model: Uint8Array;
      readonly threads: number;
      readonly profilePrefix: string | undefined;
      readonly places: Places;
    }
  | { readonly kind: "run"; readonly vectors: Vectors }
  | { readonly kind: "endProfiling" }
  | { readonly kind: "close" }
);

/**
 * A second thread that runs sessions: in Node a run of ONNX Runtime holds the thread that asks for it until it is over. One
 * serves the whole process, as long as anyone has a session in it.
 */
class SessionThread {
  static #shared: { readonly thread: SessionThread; users: number } | undefined;
  readonly #asked = new AskedThread<ThreadRequest, Vectors>(
    new URL("./session-thread-main", import.meta.url),
    {
      name: "computes a part of each batch",
    },
  );
  #nextId = 0;

  /** Each call wants a {@link release}. */
  static take(): SessionThread {
    this.#shared ??= { thread: new SessionThread(), users: 0 };
    this.#shared.users++;
    return this.#shared.thread;
  }

  static async release(): Promise<void> {
    const shared = this.#shared;
    if (shared !== undefined && --shared.users === 0) {
      this.#shared = undefined;
      await shared.thread.#asked.end();
    }
  }

  newId(): number {
    return this.#nextId++;
  }

  ask(request: ThreadRequest): Promise<Vectors> {
    return this.#asked.ask(request, request.kind === "run" ? buffersOf(request.vectors) : []);
  }
}

/** The memory of vectors, each a whole buffer, to be moved to another thread. */
export function buffersOf(vectors: Vectors): ArrayBuffer[] {
  return Object.values(vectors).map(({ buffer }) => buffer as ArrayBuffer);
}

/** A session in the second thread of this process. */
export class RemoteSession {
  readonly #thread: SessionThread;
  readonly #id: number;
  readonly #profiler: SessionOptions["profiler"];

  private constructor(thread: SessionThread, id: number, profiler: SessionOptions["profiler"]) {
    this.#thread = thread;
    this.#id = id;
    this.#profiler = profiler;
  }

  static async open(
    model: Uint8Array,
    { threads, profiler }: Pick<SessionOptions, "threads" | "profiler">,
    places: Places,
  ): Promise<RemoteSession> {
    const thread = SessionThread.take();
    const id = thread.newId();
    try {
      const profilePrefix = await profiler?.newPrefix();
      await thread.ask({ kind: "open", id, model, threads, profilePrefix, places });
      profiler?.watch(async () => {
        await thread.ask({ kind: "endProfiling", id });
      });
    } catch (error) {
      await SessionThread.release();
      throw error;
    }
    return new RemoteSession(thread, id, profiler);
  }

  /**
   * Runs it on vectors, each a whole buffer, and gives them back. They are moved, not copied: those that were given are
   * empty from now on.
   */
  run(vectors: Vectors): Promise<Vectors> {
    const run = () => this.#thread.ask({ kind: "run", id: this.#id, vectors });
    return this.#profiler === undefined ? run() : this.#profiler.timed(run);
  }

  async release(): Promise<void> {
    await this.#thread.ask({ kind: "close", id: this.#id }).catch(() => undefined);
    await SessionThread.release();
  }
}
