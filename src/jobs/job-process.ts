import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { childMessageSchema, type ChildMessage, type WorkerMessage } from "./child/protocol.js";

// In tests the sources run as they are.
const extension = extname(fileURLToPath(import.meta.url));
const entry = fileURLToPath(new URL(`./child/main${extension}`, import.meta.url));
const execArgv = extension === ".ts" ? ["--import", "tsx"] : [];

/** Of the environment, what a process that reads strangers' images has no use for: addresses and secrets. */
const withheld = /^(DATABASE_URL|PG|AWS_|LEARNGENE_|OTEL_)/;

/** Last characters kept of what the child says on standard error. */
const KEPT_ERRORS = 4000;

/** The process that computes a job: its messages are handled one after the other. */
export class JobProcess {
  readonly #child: ChildProcess;
  #handled: Promise<void> = Promise.resolve();
  #errors = "";
  /**
   * Resolves when the process has ended and all its messages were handled: with how it ended, such as `exit 1` or
   * `SIGKILL`. Rejects with what handling threw; the process is killed then.
   */
  readonly ended: Promise<string>;

  constructor(folder: string, handle: (message: ChildMessage) => Promise<void>) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.test(name)));
    const child = fork(entry, [folder], { execArgv, env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.#child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-KEPT_ERRORS);
    });
    child.on("message", (message) => {
      this.#handled = this.#handled.then(() => handle(childMessageSchema.parse(message)));
      this.#handled.catch(() => {
        this.kill();
      });
    });
    // Messages may come after the process has ended; none does after its channel is closed.
    const ends = Promise.all([once(child, "close"), once(child, "disconnect")]);
    this.ended = ends.then(async () => {
      await this.#handled;
      return child.signalCode ?? `exit ${child.exitCode ?? 0}`;
    });
    this.ended.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it said on standard error, the last of it. */
  get errors(): string {
    return this.#errors;
  }

  send(message: WorkerMessage): void {
    if (this.#child.connected) {
      this.#child.send(message, () => undefined);
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
