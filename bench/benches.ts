import { ablationsBench } from "./ablations/index.js";
import { allBench } from "./all/index.js";
import { batchesBench } from "./batches/index.js";
import { capacityBench } from "./capacity.js";
import { equalCostBench } from "./equal-cost/index.js";
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
import { sampleBench } from "./sample.js";
import { serveBench } from "./serve/index.js";
import { storageBench } from "./storage.js";
import { trainStepBench } from "./train-step/index.js";

/** Each bench makes one figure or table that the README or a page of docs quotes. */
export const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  ablations: ablationsBench,
  all: allBench,
  batches: batchesBench,
  capacity: capacityBench,
  "equal-cost": equalCostBench,
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
  sample: sampleBench,
  serve: serveBench,
  storage: storageBench,
  "train-step": trainStepBench,
};
