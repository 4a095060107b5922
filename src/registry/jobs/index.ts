/** Jobs in the catalog: how they stand, what they told, which files they need; the leases under which workers run them. */
export * from "./job.js";
export { Jobs } from "./jobs.js";
export {
  MAX_ATTEMPTS,
  type ClaimedJob,
  type JobEnd,
  type JobFileRole,
  type JobWork,
  type JobWorker,
} from "./work.js";
