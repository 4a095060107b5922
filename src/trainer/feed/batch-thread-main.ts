/** What runs in the thread that makes batches: see `batch-thread.ts`. */
import { workerData } from "node:worker_threads";
import { TrainingBatches } from "../augment/index.js";
import { answerRequests } from "../threads/index.js";
import type { BatchThreadData } from "./batch-thread.js";

const { shared, batch } = workerData as BatchThreadData;
const batches = TrainingBatches.fromShared(shared);

answerRequests((step: number) => {
  batches.fill(step, batch);
});
