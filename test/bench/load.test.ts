import { describe, expect, it } from "vitest";
import { knee, loadReport, type Step } from "../../bench/load/report.js";
import { quantile } from "../../bench/support/statistics.js";

const step = (clients: number, perSecond: number): Step => ({
  clients,
  perSecond,
  p50: 1,
  p99: 2,
  errors: 0,
  cores: { "server 1": 0.5, clients: 0.75, worker: 0.1 },
});

describe("the load bench", () => {
  it("takes the middle and the slowest hundredth of unsorted times", () => {
    const times = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    expect(quantile(times, 0.5)).toBe(50);
    expect(quantile(times, 0.99)).toBe(99);
    expect(quantile([], 0.5)).toBe(0);
  });

  it("finds the load from which on more clients bring less than a tenth more", () => {
    const steps = [step(1, 100), step(2, 180), step(4, 190), step(8, 400)];
    expect(knee(steps)?.clients).toBe(2);
    expect(
      loadReport({
        minutes: 1,
        clients: 8,
        figures: [],
        jobs: { succeeded: 1, failed: 0 },
        memory: [],
        steps,
      }),
    ).toContain("most of the processors goes to clients (0.75 cores) and server 1 (0.50 cores)");
  });
});
