/** The built command `learngene`, run as a user runs it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What a command left behind. */
export interface Finished {
  /** Exit status; null after a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Besides the test's own, from which those that the command reads are taken out. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; default: nothing. */
  readonly input?: string;
}

/** A command under way. */
export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Standard output up to and with its first line. Rejects if the command ends before. */
  readonly firstLine: Promise<string>;
}

/** The test's own environment, without what the command reads, and with this. */
export function environment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(HOST|PORT|DATABASE_URL|NO_COLOR|FORCE_COLOR|XDG_CONFIG_HOME|(LEARNGENE|OTEL)_.*)$/.test(name),
  );
  // Tokens that somebody keeps on this machine are none of the tests'.
  return { ...Object.fromEntries(inherited), XDG_CONFIG_HOME: "/nonexistent", ...env };
}

/** What is run, before its arguments. PGlite's WebAssembly is compiled once only, and simply: half the work of seconds. */
export const commandLine: readonly string[] = [process.execPath, "--liftoff-only", entry];

/** Starts `learngene` with these arguments. */
export function start(args: readonly string[], { cwd, env = {}, input }: RunOptions): Running {
  const [program = "", ...before] = commandLine;
  const child = spawn(program, [...before, ...args], {
    cwd,
    env: environment(env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input ?? "");
  const output = { stdout: "", stderr: "" };
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
      const end = output.stdout.indexOf("\n");
      if (end >= 0) resolve(output.stdout.slice(0, end));
    });
    child.on("close", () => {
      reject(new Error(`the command ended without a line: ${output.stderr}`));
    });
  });
  // Not every test asks for it.
  firstLine.catch(() => undefined);
  child.stderr.on("data", (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const finished = once(child, "close").then(() => ({ status: child.exitCode, ...output }));
  return { process: child, finished, firstLine };
}

/** Runs `learngene` to its end. */
export function learngene(args: readonly string[], options: RunOptions): Promise<Finished> {
  return start(args, options).finished;
}

/** Runs it and gives its standard output; throws if it fails. */
export async function succeed(args: readonly string[], options: RunOptions): Promise<string> {
  const { status, stdout, stderr } = await learngene(args, options);
  if (status !== 0) {
    throw new Error(`learngene ${args.join(" ")} ended with ${status}: ${stderr}`);
  }
  return stdout;
}
