import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { onnxBytes } from "../../../src/formats/onnx/index.js";
import { add, exp, Graph, mul } from "../../../src/graph/index.js";
import { openEngine } from "../../../src/trainer/engine/choose-engine.js";
import { describeProfile, Profiler } from "../../../src/trainer/engine/profiler.js";
import { openSession, tensorOn } from "../../../src/trainer/engine/session.js";
import { expectInputError } from "../../support/errors.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";

/** `exp(exp(x) * x)` and `x + x`. */
function model(): Uint8Array {
  const graph = new Graph();
  const x = graph.input("x", [4]);
  return onnxBytes({
    outputs: new Map([
      ["y", exp(mul(exp(x), x))],
      ["z", add(x, x)],
    ]),
  });
}

describe("Profiler", () => {
  const folder = temporaryDirectory();
  const profiles = () => readdirSync(folder).filter((name) => name.startsWith("learngene-profile-"));

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("counts the operators of every run of all its sessions, and leaves no file", async () => {
    vi.stubEnv("TMPDIR", folder);
    const profiler = new Profiler();
    const options = { threads: 1, profiler };
    const sessions = await Promise.all([openSession(model(), options), openSession(model(), options)]);
    const feeds = { x: tensorOn(Float32Array.of(0, 1, 2, 3), [4]) };
    profiler.start();
    expect(profiles()).toHaveLength(1);
    for (let step = 0; step < 3; step++) {
      await Promise.all([...sessions, ...sessions].map((session) => session.run(feeds)));
      expect(await profiler.afterStep()).toBeUndefined();
    }
    const profile = await profiler.finish();
    const calls = profile?.operators.map(({ operator, calls }) => [operator, calls]);
    expect(Object.fromEntries(calls ?? [])).toEqual({ Exp: 24, Mul: 12, Add: 12 });
    expect(profile?.steps).toBe(3);
    expect(profile?.msOutside).toBeLessThan(profile?.ms ?? 0);
    expect(await profiler.finish()).toBeUndefined();
    // They go on, unmeasured.
    const { z } = await sessions[0].run(feeds);
    expect(z?.data).toEqual(Float32Array.of(0, 2, 4, 6));
    await Promise.all(sessions.map((session) => session.release()));
    expect(profiles()).toEqual([]);
  });

  it("is over by itself after 20 steps", async () => {
    const profiler = new Profiler();
    const session = await openSession(model(), { threads: 1, profiler });
    profiler.start();
    const told: boolean[] = [];
    for (let step = 0; step < 22; step++) {
      await session.run({ x: tensorOn(new Float32Array(4), [4]) });
      told.push((await profiler.afterStep()) !== undefined);
    }
    await session.release();
    expect(told.indexOf(true)).toBe(19);
    expect(told.lastIndexOf(true)).toBe(19);
  });

  it.each([
    { engine: "tfjs" as const, what: "--engine tfjs" },
    { device: "webgpu" as const, what: "--device webgpu" },
    { device: "auto" as const, what: "--device auto" },
  ])("is refused where ONNX Runtime does not tell: $what", async ({ what, ...wanted }) => {
    await expectInputError(
      () => openEngine({ threads: 1, ...wanted, profiler: new Profiler() }),
      "invalid-request",
      new RegExp(`--profile does not go with ${what}`),
    );
  });
});

describe("describeProfile", () => {
  it("gives each operator's share of what all threads computed, and what is outside by the clock", () => {
    const text = describeProfile({
      steps: 2,
      ms: 100,
      msOutside: 10,
      operators: [
        { operator: "Gemm", calls: 8, ms: 120 },
        { operator: "Mul", calls: 2, ms: 30 },
      ],
      msBetween: 50,
    });
    expect(text.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["profile of the first 2 steps, 50.0 ms each; operators by the time of all threads together:"],
      ["operator", "calls", "ms", "share"],
      ["Gemm", "4", "60.00", "60.0 %"],
      ["Mul", "1", "15.00", "15.0 %"],
      ["between operators", "25.00", "25.0 %"],
      ["outside sessions", "5.00", "10.0 % of the clock"],
    ]);
  });
});
