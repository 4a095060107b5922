import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadCharts } from "../../bench/load/plots.js";
import { thinned } from "../../bench/load/processes.js";
import { knee, loadReport, type LoadResult, type Step } from "../../bench/load/report.js";
import { kinds } from "../../bench/load/requests.js";
import { arrivals, busyClients } from "../../bench/load/traffic.js";
import { lineChart } from "../../bench/support/line-chart.js";
import { fileWith } from "../../bench/support/readme.js";
import { quantile, sum } from "../../bench/support/statistics.js";

const step = (offered: number, perSecond: number, errors = 0): Step => ({
  offered,
  perSecond,
  p50: 1,
  p99: 2,
  errors,
  cores: { "server 1": 0.5, clients: 0.75, worker: 0.1 },
});

/** Whether it goes on: so many times. */
const times = (count: number) => () => count-- > 0;

/** A server that answers each third request with an error, and the others at once. */
async function startFlaky(): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((req, res) => {
    req.resume();
    if (req.url?.endsWith("/versions/latest") === true) {
      res.end(JSON.stringify({ digest: `sha256:${"a".repeat(64)}` }));
      return;
    }
    res.statusCode = ++asked % 3 === 0 ? 503 : 200;
    res.end("x");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

describe("the load bench", () => {
  it("takes the middle and the slowest hundredth of unsorted times", () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile([], 0.5)).toBe(0);
  });

  it("finds the greatest load that is answered as it comes, and names what is full after it", () => {
    const steps = [step(10, 10), step(20, 19.5), step(40, 30), step(80, 80)];
    expect(knee(steps)?.offered).toBe(20);
    expect(knee([step(10, 10), step(20, 20, 1)])?.offered).toBe(10);
    expect(knee([step(10, 10), step(20, 20)])?.offered).toBe(20);
    expect(knee([step(10, 5)])).toBeUndefined();
    const report = (cores: number) => loadReport({ raise: { store: "s3", cores, steps } });
    expect(report(1.5)).toContain(
      "Up to 20 requests a second are answered as they come. At the next load the processors are full: 1.35 of 1.5 " +
        "cores are taken (clients 0.75, server 1 0.50, worker 0.10).",
    );
    expect(report(4)).toContain("it is not the processors that are full");
  });

  it.each([
    ["busy clients", (url: string) => busyClients([url], { clients: 3, goesOn: times(30), seed: 1 })],
    ["arrivals", (url: string) => arrivals([url], { perSecond: 300, seconds: 0.2, seed: 1 })],
  ])("counts each answer to %s once, as wanted or as an error", async (_who, load) => {
    const { url, asked } = await startFlaky();
    const answers = await load(url);
    const [fine, errors] = [
      sum(kinds.map((kind) => answers[kind].times.length)),
      sum(kinds.map((kind) => answers[kind].errors.length)),
    ];
    expect(asked()).toBeGreaterThanOrEqual(30);
    expect([fine + errors, errors]).toEqual([asked(), Math.floor(asked() / 3)]);
    expect(sum(kinds.map((kind) => answers[kind].bytes))).toBe(fine);
    expect(kinds.flatMap((kind) => answers[kind].errors)[0]).toContain(": 503 x");
  });

  it("shows the most memory of each half of the time, so that what caches fill is told from what leaks", () => {
    const samples = [100, 300, 305, 305].map((mebibytes, i) => [i, mebibytes] as const);
    const memory = [{ name: "server 1", samples, last: 304, slope: 1.2, error: 2 }];
    const soak = {
      store: "s3",
      minutes: 30,
      clients: 8,
      figures: [],
      jobs: { succeeded: 1, failed: 0 },
      memory,
    };
    expect(loadReport({ soak })).toContain("| server 1 | 300 | 305 | 304 | 1 ± 4 |");
  });

  it("keeps means of memory over time, not more than a plot shows", () => {
    const samples = Array.from({ length: 360 }, (_, i): [number, number] => [i / 12, 100 + (i % 6)]);
    const kept = thinned(samples);
    expect(kept).toHaveLength(60);
    expect(kept[0]).toEqual([0.21, 102.5]);
    expect(thinned([])).toEqual([]);
  });
});

describe("docs/performance.md", () => {
  const result = JSON.parse(readFileSync("bench/results/load.json", "utf8")) as LoadResult;

  it("tells of loads what the bench measured", async () => {
    const path = "docs/performance.md";
    expect(await fileWith(path, "load", loadReport(result))).toBe(readFileSync(path, "utf8"));
    expect(sum(result.soak?.figures.map(({ errors }) => errors) ?? [])).toBe(0);
  });

  it.each(Object.entries(loadCharts(result)))(
    "is drawn in %s as the bench measured it",
    async (path, chart) => {
      expect(await lineChart(chart)).toBe(readFileSync(path, "utf8"));
      expect(readFileSync("docs/performance.md", "utf8")).toContain(path.replace("docs/", "]("));
    },
  );
});
