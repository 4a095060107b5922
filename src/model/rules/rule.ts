import type { Plan } from "../plan.js";

/** How the blocks that a learngene stores become the layers of a network of any depth. */
export interface ExpansionRule {
  /** As written in a learngene's manifest. */
  readonly name: string;
  /** How many blocks a learngene of so many stages stores. */
  storedBlocks(stages: number): number;
  /** The plan for a depth. Throws `invalid-plan` for a depth that is no whole number from 1 to `MAX_DEPTH`. */
  planDepth(stages: number, depth: number): Plan;
  /** The plan for an explicit number of layers per stage. Throws `invalid-plan` naming the fault. */
  planLayers(stages: number, layers: readonly number[]): Plan;
}
