import { InputError } from "../../model/index.js";
import { branchScaleCount } from "../step/drop-path.js";
import type { TrainStepOptions } from "../step/train-step.js";
import type { StepBatch, StepResult } from "./step-session.js";
import type { TrainingState } from "./training-state.js";

/** A training step of one graph, on whatever computes it. */
export interface StepRunner {
  /** `[2 * depth, batch]`: what residual branches weigh, filled by the caller before each step; empty without drop path. */
  readonly branchScales: Float32Array;
  /**
   * Adds the gradients of the batch's present contents to those gathered since the last step, and moves nothing; for all
   * batches of a step but the last. Returns the batch's mean loss, nats.
   */
  gather(state: TrainingState): Promise<number>;
  /**
   * Takes one step on the batch's present contents and counts it in `state`, whose vectors may then lie elsewhere until
   * `state.settle()`.
   */
  run(state: TrainingState, learningRate: number): Promise<StepResult>;
  close(): Promise<void>;
}

/** What computes training steps. All engines compute the same graph, and give the same losses but for rounding. */
export interface StepEngine {
  /** For people: what computes, and on what. */
  readonly name: string;
  /** Builds the step graph and makes it ready; `batch` stays the caller's to fill. */
  openStep(options: TrainStepOptions, batch: StepBatch): Promise<StepRunner>;
}

/** Throws `invalid-recipe` for a step of several batches, on an engine that takes them one at a time. */
export function refuseGathering(engine: string, { accumulate = 1 }: TrainStepOptions): void {
  if (accumulate > 1) {
    throw new InputError("invalid-recipe", `${engine} does not sum gradients over ${accumulate} batches`, {
      field: "accumulate",
      value: accumulate,
      fix: "Give 1, or compute on --device cpu.",
    });
  }
}

/** Room for the weights of a step's residual branches. */
export function newBranchScales({ depth, batchSize, dropPath = false }: TrainStepOptions): Float32Array {
  return new Float32Array(dropPath ? branchScaleCount(depth, batchSize) : 0);
}
