/** Jobs in the catalog: how they stand, what they told, which files they need; the leases under which workers run them. */
export * from "./job.js";
export { MAX_ATTEMPTS, type JobEnd } from "./end.js";
export { Jobs } from "./jobs.js";
export { type ClaimedJob, type JobFileRole, type JobWork, type JobWorker } from "./work.js";
