import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { chromium, type Browser } from "playwright-core";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";
import { startServer } from "./support/running-server.js";
import { median } from "./support/statistics.js";

/** What is measured of one view of the page. */
export interface ViewFigures {
  readonly view: string;
  /** Milliseconds from asking to the first paint of something, median over the visits. */
  readonly firstPaint: number;
  /** How much moved of itself, by the browser's own measure, the most of all visits: 0 is nothing. */
  readonly layoutShift: number;
}

export interface PageFigures {
  /** Bytes of all that the page is made of, compressed as it is sent, without ONNX Runtime. */
  readonly bytes: number;
  /** The same of ONNX Runtime, which is fetched when it is asked for. */
  readonly runtimeBytes: number;
  readonly views: readonly ViewFigures[];
}

const views = { list: "", learngene: "#/learngenes/learngene/fashion-vit?depth=9" };

/** Milliseconds after which nothing is awaited to move any more. */
const SETTLED = 1500;

/**
 * `npm run bench -- page`: what the page weighs as it is sent, and, in Chromium on the server's own machine with an empty
 * cache, when it first paints and how much its layout shifts.
 */
export async function pageBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      visits: { type: "string", default: "5" },
      chromium: { type: "string", default: process.env["CHROMIUM"] ?? "/usr/bin/chromium" },
    },
  });
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const server = await startServer(join(folder, "data"));
  const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox"] });
  try {
    const figures: ViewFigures[] = [];
    for (const [view, hash] of Object.entries(views)) {
      const visits = [];
      for (let visit = 0; visit < Number(values.visits); visit += 1) {
        visits.push(await measure(browser, `${server.url}/${hash}`));
      }
      figures.push({
        view,
        firstPaint: median(visits.map(({ firstPaint }) => firstPaint)),
        layoutShift: Math.max(...visits.map(({ layoutShift }) => layoutShift)),
      });
    }
    const result: PageFigures = { ...weights("dist/page"), views: figures };
    console.log(pageTable(result));
    await writeResult("page", {
      command: "npm run bench -- page",
      visits: Number(values.visits),
      ...result,
    });
    await updateReadme("page", pageTable(result));
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, url: string): Promise<Omit<ViewFigures, "view">> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(`
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    `);
    await page.goto(url);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(SETTLED);
    return await page.evaluate<Omit<ViewFigures, "view">>(`({
      firstPaint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      layoutShift: window.shift,
    })`);
  } finally {
    await context.close();
  }
}

/** Of each file what is sent to a browser: compressed, if there is such a one beside it. */
export function weights(folder: string): { bytes: number; runtimeBytes: number } {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sent = paths.filter((path) => !paths.includes(`${path}.gz`) && statSync(join(folder, path)).isFile());
  const sum = (isRuntime: boolean) =>
    sent
      .filter((path) => path.includes("runtime") === isRuntime)
      .reduce((total, path) => total + statSync(join(folder, path)).size, 0);
  return { bytes: sum(false), runtimeBytes: sum(true) };
}

/** Results as a Markdown table. */
export function pageTable({ bytes, runtimeBytes, views: all }: PageFigures): string {
  return [
    "| view | whole page, kB compressed | ONNX Runtime, on request, kB | first paint, ms | layout shift |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...all.map(
      ({ view, firstPaint, layoutShift }) =>
        `| ${view} | ${(bytes / 1000).toFixed(0)} | ${(runtimeBytes / 1000).toFixed(0)} | ${firstPaint.toFixed(0)} | ${layoutShift.toFixed(3)} |`,
    ),
  ].join("\n");
}
