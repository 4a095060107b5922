/**
 * Runs ONNX inits in Chromium by onnxruntime-web, fetched by a page from a running server, and compares their logits with
 * onnxruntime-node's: `tsx scripts/check/browser.ts --server http://127.0.0.1:8080 --learngene learngene/fashion-vit`.
 * Prints a line a check; exits 1 if one fails.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { chromium, type Page } from "playwright-core";

const TOLERANCE = 1e-4;
const BATCHES = [1, 7];
const QUERIES = ["depth=1", "depth=5", "depth=9", "depth=9&dtype=float16", "depth=5&numClasses=37"];
/** Of a float16 model, whose sums the two run in another order. */
const HALF_TOLERANCE = 1e-2;

const { values } = parseArgs({
  options: {
    server: { type: "string", default: "http://127.0.0.1:8080" },
    learngene: { type: "string", default: "learngene/fashion-vit" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

/** Where the page and onnxruntime-web seem to lie: on the server itself, so that it may fetch from it. */
const folder = `${values.server}/browser-check`;
const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
const types: Readonly<Record<string, string>> = { mjs: "text/javascript", wasm: "application/wasm" };

/** What the page runs. */
const program = `
  import * as ort from "./ort.wasm.min.mjs";
  ort.env.wasm.wasmPaths = "./";
  ort.env.wasm.numThreads = 1;
  window.run = async (url, values, dims) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(url + " answers " + response.status);
    const session = await ort.InferenceSession.create(new Uint8Array(await response.arrayBuffer()));
    const images = new ort.Tensor("float32", Float32Array.from(values), dims);
    const { logits } = await session.run({ images });
    return { dims: logits.dims, values: Array.from(logits.data) };
  };
  document.title = "ready";
`;

interface Logits {
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

async function openPage(): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.route(`${folder}/**`, async (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    if (name === "index.html") {
      const body = `<!doctype html><script type="module">${program}</script>`;
      await route.fulfill({ contentType: "text/html", body });
    } else {
      const contentType = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      await route.fulfill({ contentType, body: await readFile(join(runtime, name)) });
    }
  });
  await page.goto(`${folder}/index.html`);
  await page.waitForFunction(`document.title === "ready"`);
  return { page, close: () => browser.close() };
}

/** The same by onnxruntime-node. */
async function expected(url: string, images: readonly number[], dims: number[]): Promise<Logits> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  }
  const session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()));
  const { logits } = await session.run({ images: new Tensor("float32", Float32Array.from(images), dims) });
  await session.release();
  return { dims: logits?.dims ?? [], values: Array.from(logits?.data as Float32Array) };
}

/** Channels, height and width of the learngene's images. */
async function imageDims(version: string): Promise<number[]> {
  const response = await fetch(version);
  const { manifest } = (await response.json()) as {
    manifest: { architecture: { config: { inChans: number; imageSize: number } } };
  };
  const { inChans, imageSize } = manifest.architecture.config;
  return [inChans, imageSize, imageSize];
}

const version = `${values.server}/v1/learngenes/${values.learngene}/versions/latest`;
const image = await imageDims(version);
const { page, close } = await openPage();
try {
  for (const query of QUERIES) {
    for (const batch of BATCHES) {
      const dims = [batch, ...image];
      const count = dims.reduce((product, size) => product * size, 1);
      const images = Array.from({ length: count }, (_, i) => Math.sin(12.9898 * i));
      const url = `${version}/init?${query}&format=onnx`;
      const wanted = await expected(url, images, dims);
      const given: Logits = await page.evaluate(
        `window.run(${JSON.stringify(url)}, ${JSON.stringify(images)}, ${JSON.stringify(dims)})`,
      );
      const gap = Math.max(...wanted.values.map((value, i) => Math.abs(value - (given.values[i] ?? NaN))));
      const right =
        given.dims.join() === wanted.dims.join() &&
        gap < (query.includes("float16") ? HALF_TOLERANCE : TOLERANCE);
      console.log(
        `${right ? "ok   " : "FAIL "} ${query}, batch ${batch}: logits within ${gap.toExponential(1)}`,
      );
      process.exitCode = right ? process.exitCode : 1;
    }
  }
} finally {
  await close();
}
