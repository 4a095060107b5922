import { spawn } from "node:child_process";
import { once } from "node:events";

/** `node:http` alone, sending from memory: what limits a server in Node. */
export interface BareServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `bare-server.ts` as a process of its own. */
export async function startBare(): Promise<BareServer> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/serve/bare-server.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: line.toString().trim(),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
