import { describe, expect, it } from "vitest";
import type { JobEvent } from "../../src/client/index.js";
import { noCurves, withEvent } from "../../src/page/model/curves.js";

const at = "2026-01-01T00:00:00.000Z";
let id = 0;

function train(step: number, loss: number, phase = "finetune"): JobEvent {
  const rest = { totalSteps: 9, epoch: 1, imagesPerSecond: 1, secondsLeft: 1, learningRate: 1 };
  return { id: ++id, type: "train", data: { at, phase, step, loss, accuracy: loss / 10, ...rest } };
}

function evaluate(accuracy: number, step?: number): JobEvent {
  const data = { at, phase: "finetune", subject: "depth 5", images: 1, loss: 1, accuracy, seconds: 1 };
  return { id: ++id, type: "evaluate", data: { ...data, ...(step === undefined ? {} : { step }) } };
}

const curvesOf = (events: readonly JobEvent[]) => events.reduce(withEvent, noCurves());

describe("a job's curves", () => {
  it("have a point a step, and measurements at the step they were made after", () => {
    expect(curvesOf([train(1, 3), train(2, 2), evaluate(0.5, 2), train(3, 1)])).toEqual({
      steps: [1, 2, 3],
      loss: [3, 2, 1],
      accuracy: [30, 20, 10],
      measured: [null, 50, null],
    });
  });

  it("take a measurement without a step for one of the last, or of the start", () => {
    expect(curvesOf([evaluate(0.25)])).toMatchObject({ steps: [0], measured: [25], loss: [null] });
    expect(curvesOf([train(4, 1), evaluate(0.5)])).toMatchObject({ steps: [4], measured: [50], loss: [1] });
  });

  it("begin anew with another phase", () => {
    expect(curvesOf([train(1, 3), train(2, 2), train(1, 9, "learn")])).toMatchObject({
      steps: [1],
      loss: [9],
    });
  });

  it("are changed by nothing else", () => {
    const before = curvesOf([train(1, 3)]);
    expect(withEvent(before, { id: 9, type: "note", data: { at, text: "read" } })).toBe(before);
  });
});
