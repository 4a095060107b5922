import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { poolMetrics } from "../../src/server/metrics/pool.js";

describe("the metrics of a pool of connections", () => {
  it("tell its state when they are asked", async () => {
    const register = new Registry();
    let state = { max: 20, busy: 3, idle: 2, waiting: 0 };
    poolMetrics(register, () => state);
    state = { max: 20, busy: 20, idle: 0, waiting: 7 };
    const text = await register.metrics();
    expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
      "learngene_database_pool_max_connections 20",
      'learngene_database_pool_connections{state="busy"} 20',
      'learngene_database_pool_connections{state="idle"} 0',
      "learngene_database_pool_waiting 7",
    ]);
  });

  it("are not there where there is none", async () => {
    const register = new Registry();
    poolMetrics(register, () => undefined);
    expect(await register.metrics()).toBe("\n");
  });
});
