import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { Manifest } from "../../src/formats/index.js";
import { deitConfig, generatedManifest } from "../../test/support/generated-learngenes.js";
import { writeLargeLearngene } from "../support/large-learngene.js";
import { writeResult } from "../support/provenance.js";
import { updateReadme } from "../support/readme.js";
import { publishFile, startServer } from "../support/running-server.js";
import { median } from "../support/statistics.js";
import { startBare } from "./bare.js";
import { buildLoad, type Load } from "./load.js";
import { startNginx } from "./nginx.js";
import { serveTable, servers, type ServePoint, type ServerName, type ServeStorage } from "./table.js";

/** A learngene, and the depth that makes a file of about the size wanted. */
interface Case {
  readonly name: string;
  readonly manifest: Manifest;
  readonly depth: number;
}

const large = deitConfig("base", { embedDim: 1024, numHeads: 16 });

const cases: readonly Case[] = [
  { name: "tiny", manifest: generatedManifest(deitConfig("tiny")), depth: 12 },
  { name: "base", manifest: generatedManifest(deitConfig("base")), depth: 12 },
  { name: "large", manifest: generatedManifest(large, "stage-wise", [5, 5, 5, 5, 5, 5, 5, 5]), depth: 40 },
];

/**
 * `npm run bench -- serve`: expansions beside nginx, which sends the same bytes from files that were expanded before, in
 * the same run and in turn, to the same load generator on the same machine; and beside `node:http` alone, whose first byte
 * tells what is Node's. `--quick` measures briefly, and writes nothing. Linux with nginx and Go.
 */
export async function serveBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      seconds: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 7));
  const seconds = Number(values.seconds ?? (values.quick ? 1 : 3));
  const chosen = cases.filter(({ name }) => values.only === undefined || values.only === name);
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  // nginx's workers are another user.
  await chmod(folder, 0o755);
  try {
    const before = loadavg();
    const { points, storage, nginx } = await compare(folder, chosen, rounds, seconds);
    console.log(serveTable(points, storage));
    if (!values.quick && values.only === undefined) {
      const command = "npm run bench -- serve";
      await writeResult("serve", { command, rounds, seconds, nginx, loadBefore: before, storage, points });
      await updateReadme("serve", serveTable(points, storage));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(folder: string, chosen: readonly Case[], rounds: number, seconds: number) {
  const load = buildLoad(folder);
  // Neither server limits what one address asks for here, and neither writes a line for each request.
  const server = await startServer(join(folder, "data"), ["--rate-limit", "0"]);
  const nginx = await startNginx(folder);
  const bare = await startBare();
  try {
    const points: ServePoint[] = [];
    const storage: ServeStorage[] = [];
    for (const one of chosen) {
      const { path, stored, size } = await prepare(folder, server.url, one);
      storage.push({ size, learngene: stored });
      for (const connections of [1, 8, 32]) {
        const urls = {
          nginx: `${nginx.url}/${one.name}`,
          bare: `${bare.url}/${size}`,
          learngene: server.url + path,
        };
        const point = await measure(load, urls, { size, connections, rounds, seconds });
        console.error(JSON.stringify(point));
        points.push(point);
      }
      await rm(join(folder, one.name));
    }
    return { points, storage, nginx: nginx.version };
  } finally {
    await bare.stop();
    await nginx.stop();
    await server.stop();
  }
}

/** Publishes a learngene, and writes its expansion, as the server sends it, for nginx. */
async function prepare(folder: string, url: string, { name, manifest, depth }: Case) {
  const file = join(folder, `${name}.safetensors`);
  await writeLargeLearngene(file, 0, manifest);
  const digest = await publishFile(url, `bench/${name}`, file);
  const stored = (await stat(file)).size;
  await rm(file);
  const path = `/v1/learngenes/bench/${name}/versions/${digest}/init?depth=${depth}`;
  const { body } = await fetch(url + path);
  if (body === null) {
    throw new Error(`${path} has no body`);
  }
  const target = join(folder, name);
  await pipeline(Readable.fromWeb(body), createWriteStream(target));
  return { path, stored, size: (await stat(target)).size };
}

interface Setting {
  readonly size: number;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
}

async function measure(
  load: Load,
  urls: Readonly<Record<ServerName, string>>,
  { size, connections, rounds, seconds }: Setting,
): Promise<ServePoint> {
  const throughput: Record<ServerName, number[]> = { nginx: [], bare: [], learngene: [] };
  const firstByte: Record<ServerName, number[]> = { nginx: [], bare: [], learngene: [] };
  // The first round warms caches and compilers, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? servers : servers.toReversed()) {
      const answers = await load(urls[name], connections, round === 0 ? 1 : seconds);
      if (round > 0) {
        throughput[name].push(answers.bytes / 1e6 / answers.seconds);
        firstByte[name].push(answers.firstByte);
      }
    }
  }
  const ratio = ({ learngene, nginx }: Record<ServerName, number[]>) =>
    median(learngene.map((value, round) => value / (nginx[round] ?? Number.NaN)));
  return {
    size,
    connections,
    throughput: medians(throughput),
    firstByte: medians(firstByte),
    ratio: { throughput: ratio(throughput), firstByte: ratio(firstByte) },
  };
}

function medians({ nginx, bare, learngene }: Record<ServerName, number[]>): Record<ServerName, number> {
  return { nginx: median(nginx), bare: median(bare), learngene: median(learngene) };
}
