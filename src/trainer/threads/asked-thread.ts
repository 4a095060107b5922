import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker, type Transferable } from "node:worker_threads";

/** What went wrong in a thread. */
export interface ThreadError {
  readonly message: string;
  /** The system's, such as `EIO`. */
  readonly code?: string;
}

/** What a thread sends back. Answers come in the order of the requests. */
export type Answer<Result> = { readonly result: Result } | { readonly error: ThreadError };

export interface ThreadOptions {
  /** For people: what fails when it ends by itself. */
  readonly name: string;
  /** What it is given when it starts, as its `workerData`. */
  readonly data?: unknown;
}

// In tests the sources run as they are; a thread does not take over how its process loads them.
const extension = extname(fileURLToPath(import.meta.url));

function startWorker(program: URL, workerData: unknown): Worker {
  const entry = `${program.href}${extension}`;
  return extension === ".ts"
    ? new Worker(`import("tsx/esm/api").then((tsx) => tsx.tsImport("${entry}", "${entry}"))`, {
        eval: true,
        workerData,
      })
    : new Worker(new URL(entry), { workerData });
}

/** A thread whose program answers each request by `answerRequests`. */
export class AskedThread<Request, Result> {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (result: Result) => void; reject: (error: Error) => void }[] = [];
  #failure: Error | undefined;

  /** @param program its module, without the extension */
  constructor(program: URL, { name, data }: ThreadOptions) {
    this.#worker = startWorker(program, data);
    this.#keepAlive();
    this.#worker.on("message", (answer: Answer<Result>) => {
      const asked = this.#waiting.shift();
      this.#keepAlive();
      if ("error" in answer) {
        const { message, code } = answer.error;
        asked?.reject(Object.assign(new Error(message), code === undefined ? {} : { code }));
      } else {
        asked?.resolve(answer.result);
      }
    });
    this.#worker.on("error", (error) => {
      this.#fail(error);
    });
    this.#worker.on("exit", () => {
      this.#fail(new Error(`the thread that ${name} has ended`));
    });
  }

  /** @param moved memory that the thread takes over, empty here from now on */
  ask(request: Request, moved: readonly Transferable[] = []): Promise<Result> {
    if (this.#failure !== undefined) {
      return Promise.reject(this.#failure);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#keepAlive();
      this.#worker.postMessage(request, moved);
    });
  }

  /** Ends it, whatever it is at; who still waits for an answer gets an error. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The process ends by itself where nobody waits for the thread. */
  #keepAlive(): void {
    if (this.#waiting.length > 0) {
      this.#worker.ref();
    } else {
      this.#worker.unref();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) {
      reject(this.#failure);
    }
  }
}
