import { Gauge, type Registry } from "prom-client";
import { jobStates, type JobState } from "../../registry/index.js";

/** Makes the metrics of jobs, counted when they are asked for; without a catalog that answers they stay as they were. */
export function jobMetrics(
  register: Registry,
  count: () => Promise<Partial<Record<JobState, number>>>,
): void {
  const registers = [register];
  const depth = new Gauge({
    name: "learngene_job_queue_depth",
    help: "Jobs that wait for a worker.",
    registers,
  });
  new Gauge({
    name: "learngene_jobs",
    help: "Jobs by state; those that ended are counted until they are deleted.",
    labelNames: ["state"],
    registers,
    async collect() {
      const counts = await count().catch(() => undefined);
      if (counts === undefined) {
        return;
      }
      for (const state of jobStates) {
        this.set({ state }, counts[state] ?? 0);
      }
      depth.set(counts.queued ?? 0);
    },
  });
}
