import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  deitConfig,
  generatedManifest,
  writeGeneratedLearngene,
} from "../test/support/generated-learngenes.js";
import { startS3Server } from "../test/support/s3-server.js";
import { writeResult } from "./support/provenance.js";
import { writeLargeLearngene } from "./support/large-learngene.js";
import { memoryOf, publishFile, resetPeak, startServer } from "./support/running-server.js";

/** Resident memory over idle that a server may take, MiB. */
const BOUND = 64;

/** How long a server does nothing before its memory counts as idle. */
const IDLE_MILLISECONDS = 15_000;

/** What one store's server took. */
interface MemoryFigures {
  store: "filesystem" | "S3";
  /** Of the learngene and of the network, bytes. */
  learngene: number;
  network: number;
  /** Resident, MiB: idle, and the most above that while a fast and a slow client were served. */
  idle: number;
  above: number;
  /** Bytes that the slow client took meanwhile. */
  slow: number;
  /** 10^6 bytes a second of the fast one. */
  throughput: number;
}

/**
 * `npm run bench -- memory`: the most that a server's resident memory grows, settings as they are by default, while it
 * expands a learngene of 1 GB into a network of 4 GB for a client as fast as can be and another that takes 2 MB a second.
 * Fails above 64 MiB. `--quick` takes a sixteenth of both, and writes nothing. Linux only.
 */
export async function memoryBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean", default: false } },
  });
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const file = join(folder, "learngene.safetensors");
  try {
    if (values.quick) {
      const config = deitConfig("base", { embedDim: 256, numHeads: 4 });
      await writeGeneratedLearngene(file, generatedManifest(config, "stage-wise", Array<number>(20).fill(4)));
    } else {
      await writeLargeLearngene(file, 0);
    }
    const figures = [await measure("filesystem", folder, file), await measure("S3", folder, file)];
    console.table(figures);
    if (!values.quick) {
      await writeResult("memory", { command: "npm run bench -- memory", bound: BOUND, figures });
    }
    const over = figures.filter(({ above }) => above > BOUND);
    if (over.length > 0) {
      throw new Error(`over ${BOUND} MiB on ${over.map(({ store }) => store).join(" and ")}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(store: MemoryFigures["store"], folder: string, file: string): Promise<MemoryFigures> {
  const data = join(folder, store);
  const s3 = store === "S3" ? await startS3Server() : undefined;
  const env = s3 && { LEARNGENE_S3_BUCKET: s3.config.bucket, LEARNGENE_S3_ENDPOINT: s3.config.endpoint };
  try {
    const publisher = await startServer(data, [], env);
    const digest = await publishFile(publisher.url, "bench/memory", file);
    await publisher.stop();
    // A process that has done nothing yet.
    const server = await startServer(data, [], env);
    try {
      const url = `${server.url}/v1/learngenes/bench/memory/versions/${digest}/init?depth=80`;
      // What starting left is collected once nothing happens.
      await new Promise((resolve) => setTimeout(resolve, IDLE_MILLISECONDS));
      const idle = await memoryOf(server.pid, "VmRSS");
      await resetPeak(server.pid);
      const slow = new SlowClient(await ask(url));
      const { length, seconds } = await drain(await ask(url));
      console.error(
        `${store}: ${(await memoryOf(server.pid, "VmHWM")).toFixed(0)} MiB at most, ${idle.toFixed(0)} idle`,
      );
      const taken = slow.stop();
      const above = (await memoryOf(server.pid, "VmHWM")) - idle;
      const learngene = (await stat(file)).size;
      return {
        store,
        learngene,
        network: length,
        idle,
        above,
        slow: taken,
        throughput: length / 1e6 / seconds,
      };
    } finally {
      await server.stop();
    }
  } finally {
    await s3?.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function ask(url: string): Promise<IncomingMessage> {
  const [answer] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  if (answer.statusCode !== 200) {
    throw new Error(`answered with ${answer.statusCode ?? ""}`);
  }
  return answer;
}

async function drain(answer: IncomingMessage): Promise<{ length: number; seconds: number }> {
  const started = performance.now();
  let length = 0;
  answer.on("data", (chunk: Buffer) => {
    length += chunk.byteLength;
  });
  await once(answer, "end");
  return { length, seconds: (performance.now() - started) / 1000 };
}

/** Takes 200 kB ten times a second. */
class SlowClient {
  #taken = 0;
  readonly #timer;

  constructor(private readonly answer: IncomingMessage) {
    this.#timer = setInterval(() => {
      for (let left = 200_000; left > 0;) {
        const chunk: unknown = answer.read();
        if (!(chunk instanceof Buffer)) {
          return;
        }
        this.#taken += chunk.byteLength;
        left -= chunk.byteLength;
      }
    }, 100);
    answer.on("readable", () => undefined).on("error", () => undefined);
  }

  /** Leaves, and gives how many bytes it took. */
  stop(): number {
    clearInterval(this.#timer);
    this.answer.destroy();
    return this.#taken;
  }
}
