import { branchScaleCount } from "../step/drop-path.js";
import { parameterGroups } from "../step/parameters.js";
import { STEP, type TrainStepOptions } from "../step/train-step.js";
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

/** Room for the weights of a step's residual branches. */
export function newBranchScales({ depth, batchSize, dropPath = false }: TrainStepOptions): Float32Array {
  return new Float32Array(dropPath ? branchScaleCount(depth, batchSize) : 0);
}

/** Room for the sums of the gradients of a step's batches before its last, by the name under which they are fed. */
export function newGathered({ parameters, accumulate = 1 }: TrainStepOptions): Map<string, Float32Array> {
  const groups = accumulate > 1 ? parameterGroups : [];
  return new Map(groups.map((group) => [STEP.gathered(group), new Float32Array(parameters.sizes[group])]));
}
