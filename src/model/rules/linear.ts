import { InputError } from "../errors.js";
import { checkDepth, type Plan } from "../plan.js";
import type { ExpansionRule } from "./rule.js";

/** Names of the two blocks that a learngene of this rule stores: B and A of the paper. */
const blocks = ["base", "slope"] as const;

/**
 * Linear expansion (TLEG, AAAI 2024, arXiv 2312.05614): layer `l` of `L` is `B + (l / L) A` in each of its tensors,
 * those of LayerNorm included, with `l` from 0 to `L - 1` as its authors' code counts them. Two blocks are stored, and
 * the Aux-Net is one stage.
 */
export const linear: ExpansionRule = {
  name: "linear",
  stages: 1,
  storedBlocks: () => blocks.length,
  blockName: (index) => blocks[index] ?? `blocks.${index}`,
  planDepth(_stages, depth) {
    return planLine(checkDepth(depth));
  },
  planTraining(_stages, layers) {
    const [depth, ...others] = layers;
    if (depth === undefined || others.length > 0) {
      throw new InputError(
        "invalid-plan",
        `the rule linear has one stage, not the ${layers.length} of a layout`,
        {
          field: "stages",
          value: layers.join(",").slice(0, 100),
          fix: "Give the Aux-Net's depth alone, such as stages=12.",
        },
      );
    }
    return planLine(checkDepth(depth));
  },
  planLayers(_stages, layers) {
    throw new InputError(
      "invalid-plan",
      "the layers of this learngene are points on a line, not copies of stages",
      {
        field: "layers",
        value: layers.join(",").slice(0, 100),
        fix: "Give a depth instead, such as depth=9.",
      },
    );
  },
};

function planLine(depth: number): Plan {
  const terms = Array.from({ length: depth }, (_, layer) => [
    { source: 0, coefficient: 1 },
    { source: 1, coefficient: layer / depth },
  ]);
  return { rule: "linear", depth, layers: [depth], terms, warnings: [] };
}
