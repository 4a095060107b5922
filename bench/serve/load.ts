import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const resultSchema = z.object({
  /** Of bodies, those of files that did not come whole too. */
  bytes: z.number(),
  seconds: z.number(),
  /** Milliseconds from a request to the first byte of its answer, median of the requests. */
  firstByte: z.number(),
});

export type Load = (
  url: string,
  connections: number,
  seconds: number,
) => Promise<z.infer<typeof resultSchema>>;

/** Builds the load generator, `bench/serve/load`, with Go, into a folder. */
export function buildLoad(folder: string): Load {
  const program = join(folder, "load");
  execFileSync("go", ["build", "-o", program, "bench/serve/load/main.go"], { stdio: "inherit" });
  const run = promisify(execFile);
  return async (url, connections, seconds) => {
    const args = ["-url", url, "-connections", String(connections), "-seconds", String(seconds)];
    const { stdout } = await run(program, args);
    return resultSchema.parse(JSON.parse(stdout));
  };
}
