import { InputError } from "../model/index.js";
import { copyInto, copyOf, type ParameterVectors } from "./parameter-views.js";
import type { ParameterLayout, ParameterSlot } from "./step/parameters.js";

/** How a network's layers share the learning rate. */
export interface LayerRateOptions {
  /** What each layer's rate is of that above it. 1: all have the same. */
  readonly layerDecay: number;
  /** The stem and so many of the first layers stay as they are; `undefined`: nothing does. */
  readonly frozenLayers?: number | undefined;
}

/**
 * The share of the learning rate that a tensor gets: `layerDecay ^ (depth + 1 - layer)`, with the stem as layer 0, block
 * `i` as layer `i + 1` and the head, with the last norm, as layer `depth + 1`, as BEiT (arXiv 2106.08254) and timm count
 * them. 0 for what is frozen.
 */
export function rateShare(
  name: string,
  depth: number,
  { layerDecay, frozenLayers }: LayerRateOptions,
): number {
  const layer = layerOf(name, depth);
  return frozenLayers !== undefined && layer <= frozenLayers ? 0 : layerDecay ** (depth + 1 - layer);
}

/** Names of tensors that stay as they are. Throws `invalid-recipe` for more frozen layers than there are. */
export function frozenTensors(
  names: readonly string[],
  depth: number,
  { frozenLayers }: Pick<LayerRateOptions, "frozenLayers">,
): ReadonlySet<string> {
  if (frozenLayers === undefined) {
    return new Set();
  }
  if (frozenLayers > depth) {
    throw new InputError(
      "invalid-recipe",
      `${frozenLayers} frozen layers are more than the network's ${depth}`,
      {
        field: "frozenLayers",
        value: frozenLayers,
        fix: `Give at most ${depth}, which trains the head alone.`,
      },
    );
  }
  return new Set(names.filter((name) => layerOf(name, depth) <= frozenLayers));
}

function layerOf(name: string, depth: number): number {
  const [, block] = /^blocks\.(\d+)\./.exec(name) ?? [];
  if (block !== undefined) {
    return Number(block) + 1;
  }
  return /^(cls_token|pos_embed|patch_embed\.)/.test(name) ? 0 : depth + 1;
}

/**
 * Gives tensors less than the whole learning rate. AdamW's step, its weight decay too, is proportional to the rate, and
 * its moments do not depend on it: so a step at a share of the rate is that share of the step, and the step graph need
 * not know. Without shares it does nothing.
 */
export class LayerRates {
  readonly #slots: readonly { slot: ParameterSlot; share: number }[];
  #before: ParameterVectors | undefined;

  constructor(layout: ParameterLayout, depth: number, options: LayerRateOptions) {
    this.#slots = layout.slots
      .map((slot) => ({ slot, share: rateShare(slot.name, depth, options) }))
      .filter(({ share }) => share !== 1);
  }

  /** To be called before a step, with the parameters as they are. */
  before(parameters: ParameterVectors): void {
    if (this.#slots.length === 0) {
      return;
    }
    if (this.#before === undefined) {
      this.#before = copyOf(parameters);
    } else {
      copyInto(this.#before, parameters);
    }
  }

  /** To be called after it: moves each parameter back to its share of the way. */
  after(parameters: ParameterVectors): void {
    for (const { slot, share } of this.#slots) {
      const [moved, before] = [parameters[slot.group], this.#before?.[slot.group]];
      for (let i = slot.start; i < slot.end; i++) {
        const from = before?.[i] ?? 0;
        moved[i] = share === 0 ? from : from + share * ((moved[i] ?? 0) - from);
      }
    }
  }
}
