import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planExpansion, planRequest } from "../../src/expander/index.js";
import { parseSafetensorsHeader, safetensorsHeader, storedTensors } from "../../src/formats/index.js";
import { deitConfig, generatedManifest } from "../../test/support/generated-learngenes.js";
import { writeLargeLearngene } from "../support/large-learngene.js";
import { publishFile, startServer } from "../support/running-server.js";
import { median, milliseconds } from "../support/statistics.js";
import type { Point, Series } from "./slope.js";

const CALLS = 7;

/** Times the planning of an expansion, header and all, by its depth. */
export async function planGrowth(depths: readonly number[]): Promise<Series> {
  const manifest = generatedManifest(deitConfig("tiny"));
  const tensors = storedTensors(manifest).map((spec) => ({ ...spec, dtype: "F32" as const }));
  const head = safetensorsHeader(tensors, { format: "pt", learngene: JSON.stringify(manifest) });
  const learngene = { manifest, header: parseSafetensorsHeader(head.subarray(8)) };
  const digest = `sha256:${"0".repeat(64)}`;
  const points: Point[] = [];
  for (const depth of depths) {
    const times: number[] = [];
    for (let call = 0; call < 20 + CALLS; call++) {
      const plan = () =>
        planExpansion({ digest, learngene, plan: planRequest({ depth }, manifest), format: "safetensors" });
      times.push(await milliseconds(() => Promise.resolve(plan())));
    }
    points.push({ size: depth, ms: median(times.slice(20)) });
  }
  return { operation: "planning an expansion", unit: "layers", points };
}

/** Times publications and expansions by the bytes of the file, over HTTP; widths of the learngene make the sizes. */
export async function fileGrowth(widths: readonly number[]): Promise<Series[]> {
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const server = await startServer(join(folder, "data"), ["--rate-limit", "0"]);
  const [published, expanded]: [Point[], Point[]] = [[], []];
  try {
    for (const width of widths) {
      const manifest = generatedManifest(deitConfig("tiny", { embedDim: width, numHeads: width / 64 }));
      const file = join(folder, "learngene.safetensors");
      const [publications, expansions]: [number[], number[]] = [[], []];
      let size = 0;
      for (let call = 0; call < CALLS; call++) {
        // Other bytes each time, or there would be nothing to publish.
        await writeLargeLearngene(file, call, manifest);
        let digest = "";
        publications.push(
          await milliseconds(async () => {
            digest = await publishFile(server.url, `bench/width-${width}`, file);
          }),
        );
        const address = `${server.url}/v1/learngenes/bench/width-${width}/versions/${digest}/init?depth=12`;
        expansions.push(
          await milliseconds(async () => {
            size = await drain(await fetch(address));
          }),
        );
      }
      published.push({ size: (await stat(file)).size, ms: median(publications) });
      expanded.push({ size, ms: median(expansions) });
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return [
    { operation: "publishing", unit: "bytes", points: published },
    { operation: "sending an expansion", unit: "bytes", points: expanded },
  ];
}

async function drain({ body }: Response): Promise<number> {
  let size = 0;
  for await (const chunk of body ?? []) {
    size += (chunk as Uint8Array).byteLength;
  }
  return size;
}
