/** The real server, in a process to be killed. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Of which registry: what the command line and the environment say of it. */
export interface RegistryPlace {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** PGlite's WebAssembly is compiled once only, and simply: a process that is killed soon has no use of more. */
const node = ["--liftoff-only", entry];

const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(HOST|PORT|DATABASE_URL|(LEARNGENE|OTEL)_.*)$/.test(name),
  ),
);

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

/** `learngene serve` on a free port. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #log = "";
  readonly #closed: Promise<unknown>;
  /** Its address once it serves; rejects if it ends before. */
  readonly url: Promise<string>;

  constructor({ flags, env }: RegistryPlace) {
    const args = [...node, "serve", "--port", "0", "--rate-limit", "0", "--log-level", "error", ...flags];
    this.#child = spawn(process.execPath, args, {
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(this.#child);
    this.#closed = once(this.#child, "close").then(() => running.delete(this.#child));
    this.#child.stderr?.on("data", (text: Buffer) => {
      this.#log += text.toString();
    });
    this.url = new Promise((resolve, reject) => {
      let line = "";
      this.#child.stdout?.on("data", (text: Buffer) => {
        line += text.toString();
        const url = /http:\/\/[0-9.:]+/.exec(line)?.[0];
        if (line.includes("\n") && url !== undefined) resolve(url);
      });
      void this.#closed.then(() => {
        reject(new Error(`the server ended before it served: ${this.#log}`));
      });
    });
    this.url.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Errors that it logged. */
  get log(): string {
    return this.#log;
  }

  /** Whether `kill` was called: from then on connections may break. */
  killed = false;

  /** SIGKILL. Resolves once the process is gone. */
  async kill(): Promise<void> {
    this.killed = true;
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}

/** `learngene` with these arguments, until it is killed; nothing is heard of it. */
export function startCommand(args: readonly string[], { flags, env }: RegistryPlace): ChildProcess {
  const child = spawn(process.execPath, [...node, ...args, ...flags], {
    env: { ...inherited, ...env },
    stdio: "ignore",
  });
  running.add(child);
  return child;
}

/** Runs `learngene` to its end; throws if it fails. */
export async function runCommand(args: readonly string[], { flags, env }: RegistryPlace): Promise<string> {
  const child = spawn(process.execPath, [...node, ...args, ...flags], { env: { ...inherited, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  await once(child, "close");
  if (child.exitCode !== 0) {
    throw new Error(`learngene ${args.join(" ")} ended with ${child.exitCode}: ${stderr}`);
  }
  return stdout;
}
