import { z } from "zod";
import { elementCount, type TensorSpec } from "./tensor.js";
import { vitConfigSchema } from "./vit/config.js";
import { vitInitialization, type Initialization } from "./vit/initialization.js";
import { vitMemory } from "./vit/memory.js";
import { vitBlockTensors, vitFlops, vitHeadTensors, vitStemTensors } from "./vit/tensors.js";

/**
 * An architecture family with its configuration, all but the depth: what a learngene and every network
 * expanded from it share.
 */
export const architectureSchema = z.discriminatedUnion("family", [
  z.strictObject({ family: z.literal("vit"), config: vitConfigSchema }),
]);

export type Architecture = z.infer<typeof architectureSchema>;

/** Tensors of a network of this architecture: stem, blocks and head. */
export interface TensorGroups {
  stem: TensorSpec[];
  /** One block's tensors, named relative to the block. */
  block: TensorSpec[];
  head: TensorSpec[];
}

/** The tensors that make up networks of this architecture, whatever their depth. */
export function tensorGroups(architecture: Architecture): TensorGroups {
  const { config } = architecture;
  return { stem: vitStemTensors(config), block: vitBlockTensors(config), head: vitHeadTensors(config) };
}

/** Every tensor of a network of `depth` layers, under timm's names, in timm's order. */
export function networkTensors(architecture: Architecture, depth: number): TensorSpec[] {
  return withBlocks(tensorGroups(architecture), (index) => `blocks.${index}`, depth);
}

/** Every tensor of a learngene that stores `blocks` blocks, in place of `blocks.{i}.…` under the names given. */
export function learngeneTensors(
  architecture: Architecture,
  blocks: number,
  blockName = (index: number) => `stages.${index}`,
): TensorSpec[] {
  return withBlocks(tensorGroups(architecture), blockName, blocks);
}

function withBlocks(
  { stem, block, head }: TensorGroups,
  blockName: (index: number) => string,
  count: number,
): TensorSpec[] {
  const blocks = Array.from({ length: count }, (_, i) => {
    const prefix = blockName(i);
    return block.map(({ name, shape }) => ({ name: `${prefix}.${name}`, shape }));
  });
  return [...stem, ...blocks.flat(), ...head];
}

/** How the tensor of that name is drawn before training. */
export function initializationOf({ config }: Architecture, name: string): Initialization {
  return vitInitialization(config, name);
}

/** What a network of `depth` layers costs, whatever its weights. */
export interface NetworkCost {
  /** Trainable parameters. */
  params: number;
  /** FLOPs of one image's forward pass: multiply-adds of the matrix products, times two. */
  flops: number;
}

/** Peak memory of running a network on ONNX Runtime's CPU provider, bytes: an estimate, see {@link vitMemory}. */
export function networkMemory(
  { config }: Architecture,
  depth: number,
  batch: number,
  isFloat16 = false,
): number {
  return vitMemory(config, depth, batch, isFloat16);
}

/** The cost of a network of `depth` layers; exact. */
export function networkCost(architecture: Architecture, depth: number): NetworkCost {
  const { stem, block, head } = tensorGroups(architecture);
  const sum = (tensors: TensorSpec[]) => tensors.reduce((total, t) => total + elementCount(t.shape), 0);
  return {
    params: sum(stem) + depth * sum(block) + sum(head),
    flops: vitFlops(architecture.config, depth),
  };
}
