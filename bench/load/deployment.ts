import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  runCommand,
  ServerProcess,
  startCommand,
  type RegistryPlace,
} from "../../test/faults/server-process.js";
import { serversStorage } from "../../test/faults/servers-storage.js";
import { writePatterns } from "../../test/support/job-fixtures.js";
import type { Watched } from "./processes.js";
import { publishStart } from "./requests.js";

/** Two servers and a worker on PostgreSQL and an S3 server, with what jobs need published. */
export interface Deployment {
  readonly urls: readonly string[];
  /** The servers and the worker. */
  readonly watched: readonly Watched[];
  /** What keeps the files. */
  readonly store: string;
  /** Errors that the servers logged. */
  log(): string;
  stop(): Promise<void>;
}

export async function startDeployment(): Promise<Deployment> {
  const storage = await serversStorage();
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  // An odd number: blobs are kept on disk, as usual.
  const place = await storage.renew(1);
  const servers = [new ServerProcess(place), new ServerProcess(withOwnData(place, folder))];
  const worker = startCommand(["worker", "--job-threads", "1"], withOwnData(place, join(folder, "worker")));
  const stop = async () => {
    worker.kill("SIGKILL");
    await Promise.all(servers.map((server) => server.kill()));
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const urls = await Promise.all(servers.map(({ url }) => url));
    await writePatterns(folder);
    await runCommand(
      ["datasets", "add", "load/patterns", `idx:${folder}`, "--cache", join(folder, "cache")],
      place,
    );
    await publishStart(urls[0] ?? "");
    const watched = [
      ...servers.map(({ pid = 0 }, i) => ({ name: `server ${i + 1}`, pid })),
      { name: "worker", pid: worker.pid ?? 0 },
    ];
    const log = () => servers.map((server) => server.log).join("");
    return { urls, watched, store: storage.name.replace(/^PostgreSQL and /, ""), log, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The same registry, by a process with a data directory of its own. */
function withOwnData({ env }: RegistryPlace, data: string): RegistryPlace {
  return { env, flags: ["--data", data] };
}
