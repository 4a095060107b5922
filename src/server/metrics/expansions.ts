import { Counter, Gauge, type Registry } from "prom-client";
import type { ExpansionGate } from "../http/expansion-gate.js";

/** Makes the metrics of files on their way out, read when they are asked for. */
export function expansionMetrics(register: Registry, gate: () => ExpansionGate): void {
  const registers = [register];
  new Gauge({
    name: "learngene_files_in_flight",
    help: "Files, stored or expanded, on their way out.",
    registers,
    collect() {
      this.set(gate().inside);
    },
  });
  new Gauge({
    name: "learngene_files_max_in_flight",
    help: "Files that this server sends at once at most.",
    registers,
    collect() {
      this.set(gate().limit);
    },
  });
  new Counter({
    name: "learngene_files_refused_total",
    help: "Requests refused since as many files as this server sends at once were on their way out.",
    registers,
    collect() {
      this.reset();
      this.inc(gate().refused);
    },
  });
}
