import { Gauge, type Registry } from "prom-client";
import type { PoolState } from "../../registry/index.js";

/** Makes the metrics of a pool of connections, read when they are asked for; none where there is no pool. */
export function poolMetrics(register: Registry, pool: () => PoolState | undefined): void {
  const state = pool();
  if (state === undefined) {
    return;
  }
  const registers = [register];
  new Gauge({
    name: "learngene_database_pool_max_connections",
    help: "Connections to the database that this server makes at most.",
    registers,
  }).set(state.max);
  new Gauge({
    name: "learngene_database_pool_connections",
    help: "Connections to the database by state: busy or idle.",
    labelNames: ["state"],
    registers,
    collect() {
      const { busy = 0, idle = 0 } = pool() ?? {};
      this.set({ state: "busy" }, busy);
      this.set({ state: "idle" }, idle);
    },
  });
  new Gauge({
    name: "learngene_database_pool_waiting",
    help: "Statements and transactions that wait for a connection to the database.",
    registers,
    collect() {
      this.set(pool()?.waiting ?? 0);
    },
  });
}
