import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../test/support/free-port.js";

/** nginx as Debian has it, serving the files of a folder. */
export interface Nginx {
  readonly url: string;
  /** As it says itself. */
  readonly version: string;
  stop(): Promise<void>;
}

/** Starts it as its own documentation tunes it for large files: a worker for each core, sendfile, full packets. */
export async function startNginx(folder: string): Promise<Nginx> {
  const port = await freePort();
  const config = `
daemon off;
worker_processes auto;
pid ${join(folder, "nginx.pid")};
error_log stderr warn;
events { worker_connections 1024; }
http {
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  access_log off;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`;
  const path = join(folder, "nginx.conf");
  await writeFile(path, config);
  const child = spawn("nginx", ["-e", "stderr", "-c", path], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await answers(url);
  return {
    url,
    version: execFileSync("sh", ["-c", "nginx -v 2>&1"], { encoding: "utf8" }).trim(),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    ) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nginx does not answer");
}
