/**
 * `npm run test:fuzz [-- --runs N --seed N]`: many cases, in a process of their own whose memory is bounded. Fails with the
 * smallest case found, which then becomes a test of its name in `found.test.ts`.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { cases, fileOf } from "./cases.js";
import { readEveryWay } from "./reading.js";

/** Resident memory that the campaign may take beyond where it stood when it had warmed up, bytes. */
const MAX_GROWTH = 256 * 1024 * 1024;
/** Reading one file for longer than this, of the processor's time, counts as hanging. */
const MAX_SECONDS = 5;
const WARM_UP = 2000;

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100000" }, seed: { type: "string" } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const started = performance.now();
const outcomes: Record<string, number> = {};
let [runs, longest, baseline] = [0, 0, 0];

async function run(file: Uint8Array, pieces: readonly number[]): Promise<void> {
  const before = process.cpuUsage();
  const outcome = (await readEveryWay(file, pieces)) ?? "taken";
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  longest = Math.max(longest, milliseconds);
  if (milliseconds > 1000 * MAX_SECONDS) {
    throw new Error(`took ${milliseconds.toFixed(0)} ms`);
  }
  if (++runs === WARM_UP) {
    baseline = process.memoryUsage.rss();
  }
  if (runs % 10_000 === 0) {
    console.log(`${runs} files: ${JSON.stringify(outcomes)}`);
  }
}

console.log(`seed ${seed}`);
const property = fc.asyncProperty(cases, (one) => run(fileOf(one), one.pieces));
await fc.assert(property, { numRuns: Number(values.runs), seed, endOnFailure: true });
const growth = process.resourceUsage().maxRSS * 1024 - baseline;
const seconds = (performance.now() - started) / 1000;
console.log(
  `${runs} files in ${seconds.toFixed(0)} s: ${JSON.stringify(outcomes)}; the longest took ${longest.toFixed(0)} ms; ` +
    `memory grew by ${(growth / 2 ** 20).toFixed(0)} MiB`,
);
if (growth > MAX_GROWTH) {
  throw new Error(`memory grew by more than ${MAX_GROWTH} bytes`);
}
