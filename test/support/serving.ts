/** `learngene serve` on a free port and a data directory that was opened before. */
import { join } from "node:path";
import { afterAll } from "vitest";
import { start, type Running } from "./command.js";
import { copyDataDirectory } from "./data-directory.js";

/** A server, stopped after the tests of the file or `describe` block that asks for it. */
export class Serving {
  readonly #cwd: string;
  #running: Running | undefined;
  #url = "";

  /** To be called outside of tests and hooks. */
  constructor(cwd: string) {
    this.#cwd = cwd;
    afterAll(async () => {
      this.#running?.process.kill("SIGTERM");
      await this.#running?.finished;
    });
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    await copyDataDirectory(join(this.#cwd, "data"));
    this.#running = start(["serve", "--port", "0", "--log-level", "warn"], { cwd: this.#cwd });
    this.#url = /http:\/\/\S+/.exec(await this.#running.firstLine)?.[0] ?? "";
  }

  /** Such as `http://127.0.0.1:12345`. */
  get url(): string {
    return this.#url;
  }
}
