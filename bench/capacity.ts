import { readFile } from "node:fs/promises";
import type { ServePoint } from "./serve/table.js";
import { updatePart } from "./support/readme.js";

/** Inits a day. */
const loads = [1e5, 1e6, 1e7];

/** The busiest hour's rate over the day's mean. */
const PEAK = 4;

/** Share of what was measured that is planned with. */
const USED = 0.7;

/** Share of inits that a CDN answers, once it is warm. */
const CDN_HITS = 0.95;

/** 10^6 bytes a second of a link of 10 Gbit/s. */
const LINK = 1250;

/** Connections at once with which the throughput of one process is taken. */
const CONNECTIONS = 8;

const sizes = [
  { name: "DeiT-Ti", bytes: 22882312 },
  { name: "DeiT-B", bytes: 346279064 },
];

/**
 * `npm run bench -- capacity`: how many server processes and links inits take, from what `bench -- serve` measured of one
 * process beside its load generator on the same two cores. Measures nothing itself.
 */
export async function capacityBench(): Promise<void> {
  const table = capacityTable(await measuredPoints());
  console.log(table);
  await updatePart("docs/scaling.md", "capacity", table);
}

/** What `bench -- serve` measured last. */
export async function measuredPoints(): Promise<readonly ServePoint[]> {
  const { points } = JSON.parse(await readFile("bench/results/serve.json", "utf8")) as {
    points: ServePoint[];
  };
  return points;
}

/** The capacity that each load takes, as a Markdown table. */
export function capacityTable(points: readonly ServePoint[]): string {
  const rows = loads.flatMap((load) =>
    sizes.map(({ name, bytes }) => {
      const point = points.find(({ size, connections }) => size === bytes && connections === CONNECTIONS);
      const perProcess = USED * (point?.throughput.learngene ?? Number.NaN);
      const peak = (PEAK * load * bytes) / 1e6 / 86_400;
      const missed = peak * (1 - CDN_HITS);
      const cells = [
        load.toLocaleString("en"),
        `${name}, ${(bytes / 1e6).toFixed(0)} MB`,
        ((load * bytes) / 1e12).toFixed(1),
        ((PEAK * load) / 86_400).toFixed(0),
        peak.toFixed(0),
        Math.ceil(peak / perProcess),
        Math.ceil(peak / (USED * LINK)),
        Math.ceil(missed / perProcess),
        Math.ceil(missed / (USED * LINK)),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  );
  const heads = [
    "inits a day",
    "file",
    "TB a day",
    "at the peak: inits/s",
    "MB/s",
    "processes",
    "10 Gbit/s links",
    "behind a CDN: processes",
    "links",
  ];
  return [`| ${heads.join(" | ")} |`, `| ---: | --- |${" ---: |".repeat(heads.length - 2)}`, ...rows].join(
    "\n",
  );
}
