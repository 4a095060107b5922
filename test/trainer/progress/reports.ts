import { Writable } from "node:stream";
import type { EvaluationReport, TrainingReport } from "../../../src/trainer/progress/index.js";

/** A step's report of 200. */
export function step(number: number, part: Partial<TrainingReport> = {}): TrainingReport {
  return {
    phase: "learn",
    step: number,
    totalSteps: 200,
    epoch: 1,
    loss: 0.53449,
    accuracy: 0.8125,
    imagesPerSecond: 2310.4,
    secondsLeft: 250,
    learningRate: 0.00098,
    ...part,
  };
}

/** A measurement. */
export const evaluation: EvaluationReport = {
  phase: "learn",
  subject: "depth 9",
  depth: 9,
  layers: [2, 2, 2, 2, 1],
  images: 10_000,
  loss: 0.33421,
  accuracy: 0.88704,
  seconds: 3.2,
};

/** A stream that remembers what was written to it; told to be one, it passes for a terminal. */
export function recordingStream(isTTY = false): Writable & { isTTY: boolean; text(): string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return Object.assign(stream, { isTTY, text: () => text });
}
