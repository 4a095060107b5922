/** A second thread that runs sessions, and steps whose batch it computes half of. */
import { describe, expect, it } from "vitest";
import { onnxBytes } from "../../../src/formats/onnx/index.js";
import { add, Graph } from "../../../src/graph/index.js";
import { networkTensors } from "../../../src/model/index.js";
import { Profiler } from "../../../src/trainer/engine/profiler.js";
import { RemoteSession } from "../../../src/trainer/engine/session-thread.js";
import { StepSession } from "../../../src/trainer/engine/step-session.js";
import { TrainingState } from "../../../src/trainer/engine/training-state.js";
import { initialWeights } from "../../../src/trainer/initialize.js";
import { Random } from "../../../src/trainer/random.js";
import { drawBranchScales } from "../../../src/trainer/step/drop-path.js";
import { layOutParameters } from "../../../src/trainer/step/parameters.js";
import { tinyArchitecture } from "../../support/learngenes.js";
import { randomFloats } from "../../support/numbers.js";

/** `z = x + y` on two elements each. */
function sum(): Uint8Array {
  const graph = new Graph();
  const z = add(graph.input("x", [2]), graph.input("y", [2]));
  return onnxBytes({ outputs: new Map([["z", z]]) });
}

/** `y` is the end of the vector whose begin is `x`. */
const places = {
  feeds: [
    { name: "x", vector: "in", start: 0, end: 2, shape: [2] },
    { name: "y", vector: "in", start: 2, end: 4, shape: [2] },
    { name: "unread", vector: "in", start: 0, end: 4, shape: [4] },
  ],
  fetches: [{ name: "z", vector: "out", start: 1, end: 3, shape: [2] }],
};

describe("a session in another thread", () => {
  it("moves its memory there and back, and reads and writes where it is told to", async () => {
    const session = await RemoteSession.open(sum(), { threads: 1 }, places);
    const given = { in: Float32Array.of(1, 2, 10, 20), out: new Float32Array(4) };
    const { in: read, out } = await session.run(given);
    expect(given.in).toHaveLength(0);
    expect({ read, out }).toEqual({
      read: Float32Array.of(1, 2, 10, 20),
      out: Float32Array.of(0, 11, 22, 0),
    });
    await session.release();
  });

  it("tells what went wrong there, and goes on", async () => {
    const session = await RemoteSession.open(sum(), { threads: 1 }, places);
    const short = { in: Float32Array.of(1, 2), out: new Float32Array(4) };
    await expect(session.run(short)).rejects.toThrow(/Tensor's size/);
    const { out } = await session.run({ in: Float32Array.of(1, 2, 3, 4), out: new Float32Array(4) });
    expect(out).toEqual(Float32Array.of(0, 4, 6, 0));
    await session.release();
    await expect(RemoteSession.open(new Uint8Array(3), { threads: 1 }, places)).rejects.toThrow();
  });
});

describe("steps on two threads", () => {
  const batchSize = 5;

  /** Six steps of two batches each, two depths in turn on one state, with branches dropped. */
  async function parametersAfterSteps(threads: number, profiler?: Profiler) {
    const tensors = networkTensors(tinyArchitecture, 2);
    const parameters = layOutParameters(tensors);
    const random = Random.fromSeed(1);
    const state = new TrainingState(
      parameters,
      initialWeights(tinyArchitecture, tensors, random.fork("weights")),
    );
    const batch = {
      images: new Float32Array(16 * batchSize),
      targets: randomFloats("targets", 3 * batchSize, 0, 1),
      teacherLogits: randomFloats("teacher", 3 * batchSize, -3, 3),
    };
    const depths = [1, 2];
    const steps = await Promise.all(
      depths.map((depth) =>
        StepSession.open(
          {
            architecture: tinyArchitecture,
            depth,
            parameters,
            batchSize,
            loss: { distillationWeight: 0.5, temperature: 2 },
            optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 },
            dropPath: true,
            accumulate: 2,
          },
          batch,
          { threads, profiler },
        ),
      ),
    );
    profiler?.start();
    const told: number[] = [];
    for (let i = 0; i < 6; i++) {
      const step = steps[i % 2];
      for (const half of ["first", "second"]) {
        batch.images.set(randomFloats(`images ${half} ${i}`, batch.images.length));
        drawBranchScales(step?.branchScales ?? new Float32Array(0), depths[i % 2] ?? 0, 0.5, random);
        if (half === "first") {
          told.push((await step?.gather(state)) ?? Number.NaN);
        }
      }
      const { loss, gradientNorm, logits } = (await step?.run(state, 0.01)) ?? {};
      told.push(loss ?? Number.NaN, gradientNorm ?? Number.NaN, ...(logits ?? []));
      await profiler?.afterStep();
    }
    const profile = await profiler?.finish();
    await Promise.all(steps.map((step) => step.close()));
    return { told, vectors: state.vectors(), profile };
  }

  it("give the losses, logits and weights of one thread, bit for bit, whether they are profiled or not", async () => {
    const one = await parametersAfterSteps(1, new Profiler());
    const two = await parametersAfterSteps(2);
    const profiled = await parametersAfterSteps(2, new Profiler());
    expect(one.told.every(Number.isFinite)).toBe(true);
    expect(two).toEqual({ ...one, profile: undefined });
    expect({ ...profiled, profile: undefined }).toEqual(two);
    const callsOf = ({ profile }: typeof one) =>
      Object.fromEntries(profile?.operators.map(({ operator, calls }) => [operator, calls]) ?? []);
    expect(callsOf(profiled)).toEqual(callsOf(one));
  });
});
