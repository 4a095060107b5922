/** `npm run bench -- NAME [options]`: each bench makes one figure or table that the README quotes. */
import { capacityBench } from "./capacity.js";
import { growthBench } from "./growth/index.js";
import { latencyBench } from "./latency.js";
import { loadBench } from "./load/index.js";
import { memoryBench } from "./memory.js";
import { memoryEstimateBench } from "./memory-estimate.js";
import { paperBench } from "./paper/index.js";
import { paperArithmeticBench } from "./paper-arithmetic.js";
import { pageBench } from "./page.js";
import { planBench } from "./plan.js";
import { planWhileTrainingBench } from "./plan-while-training.js";
import { publishBench } from "./publish.js";
import { serveBench } from "./serve/index.js";
import { startsBench } from "./starts/index.js";
import { storageBench } from "./storage.js";
import { trainStepBench } from "./train-step/index.js";

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  capacity: capacityBench,
  growth: growthBench,
  latency: latencyBench,
  load: loadBench,
  memory: memoryBench,
  "memory-estimate": memoryEstimateBench,
  paper: paperBench,
  "paper-arithmetic": paperArithmeticBench,
  page: pageBench,
  plan: planBench,
  "plan-while-training": planWhileTrainingBench,
  publish: publishBench,
  serve: serveBench,
  starts: startsBench,
  storage: storageBench,
  "train-step": trainStepBench,
};

const [, , name = "", ...args] = process.argv;
const bench = benches[name];
if (bench === undefined) {
  console.error(`bench: no bench ${JSON.stringify(name)}; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
await bench(args);
