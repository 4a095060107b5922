import type { Plan } from "../plan.js";

/** How the blocks that a learngene stores become the layers of a network of any depth. */
export interface ExpansionRule {
  /** As written in a learngene's manifest. */
  readonly name: string;
  /** How many stages a learngene must have, where that is not left to it. */
  readonly stages?: number;
  /** How many blocks a learngene of so many stages stores. */
  storedBlocks(stages: number): number;
  /** What the tensors of a stored block are named under, such as `stages.0`. */
  readonly blockName: (index: number) => string;
  /**
   * The plan for a depth. Throws `invalid-plan` for a depth that is no whole number from 1 to `MAX_DEPTH`.
   *
   * @param shares what each stage's number of layers is to be proportional to; left out, they are even
   */
  planDepth(stages: number, depth: number, shares?: readonly number[]): Plan;
  /**
   * The plan of a layout that an Aux-Net trains in: layers per stage; under a rule of one stage, a depth alone. Throws
   * `invalid-plan` naming the fault.
   */
  planTraining(stages: number, layers: readonly number[]): Plan;
  /** The plan for an explicit number of layers per stage. Throws `invalid-plan` naming the fault. */
  planLayers(stages: number, layers: readonly number[]): Plan;
}
