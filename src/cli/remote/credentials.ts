import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { InputError } from "../../model/index.js";

const fileSchema = z.object({ servers: z.record(z.string(), z.object({ token: z.string() })) });

type Credentials = z.infer<typeof fileSchema>;

/** Where tokens are kept: below `XDG_CONFIG_HOME`, or `~/.config`. */
export function credentialsPath(env: NodeJS.ProcessEnv = process.env): string {
  const given = env["XDG_CONFIG_HOME"];
  return join(
    given === undefined || given === "" ? join(homedir(), ".config") : given,
    "learngene",
    "credentials.json",
  );
}

/** The token that was kept for a server. Throws `invalid-config` for a file that is none of ours. */
export function keptToken(url: string): string | undefined {
  return read().servers[keyOf(url)]?.token;
}

/** Keeps a token for a server, in place of any other: its owner alone can read the file. */
export async function keepToken(url: string, token: string): Promise<void> {
  const { servers } = read();
  await write({ servers: { ...servers, [keyOf(url)]: { token } } });
}

/** Forgets a server's token, or without a server all; how many there were. */
export async function forgetTokens(url?: string): Promise<number> {
  const { servers } = read();
  const kept = Object.entries(servers).filter(([key]) => url !== undefined && key !== keyOf(url));
  const forgotten = Object.keys(servers).length - kept.length;
  if (forgotten > 0) {
    await write({ servers: Object.fromEntries(kept) });
  }
  return forgotten;
}

/** One spelling a server. */
const keyOf = (url: string) => new URL(url).href.replace(/\/+$/, "");

function read(): Credentials {
  const path = credentialsPath();
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
      return { servers: {} };
    }
    throw damaged(path, cause);
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function damaged(path: string, cause: unknown): InputError {
  return new InputError("invalid-config", `the tokens in ${path} cannot be read`, {
    value: path,
    fix: "Mend or delete the file, and log in again: learngene login.",
    cause,
  });
}

async function write(credentials: Credentials): Promise<void> {
  const path = credentialsPath();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${randomUUID()}`;
  try {
    await writeFile(partial, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
