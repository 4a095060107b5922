import { InputError, type Architecture, type Preprocessing } from "../../model/index.js";
import { wrong, type StateDict } from "./state-dict.js";

/** What the tensors of a ViT do not say. */
export interface VitFacts {
  readonly numHeads: number;
  readonly normEps: number;
  readonly preprocessing: Preprocessing;
  readonly labels?: readonly string[] | undefined;
}

/**
 * The architecture of a plain ViT from its tensors' shapes, under timm's names. Throws `invalid-network` naming the tensor
 * that is missing or no plain ViT's, and for heads that do not divide the width.
 *
 * @param block what the names of one of its blocks begin with, such as `blocks.0`
 */
export function vitArchitecture(tensors: StateDict, block: string, facts: VitFacts): Architecture {
  const shapeOf = (name: string) => {
    const shape = tensors.get(name)?.shape;
    if (shape === undefined) {
      throw wrong(name, "is missing", "Give the whole state dict of a plain ViT.");
    }
    return shape;
  };
  const [embedDim = 0, inChans = 0, patchSize = 0] = shapeOf("patch_embed.proj.weight");
  const classToken = tensors.has("cls_token");
  const [, tokens = 0] = shapeOf("pos_embed");
  const [hidden = 0] = shapeOf(`${block}.mlp.fc1.weight`);
  const [numClasses = 0] = shapeOf("head.weight");
  checkHeads(embedDim, facts.numHeads);
  return {
    family: "vit",
    config: {
      imageSize: gridSide(tokens - Number(classToken)) * patchSize,
      patchSize,
      inChans,
      numClasses,
      embedDim,
      numHeads: facts.numHeads,
      mlpRatio: ratioOf(hidden, embedDim),
      globalPool: classToken ? "token" : "avg",
      fcNorm: tensors.has("fc_norm.weight"),
      normEps: facts.normEps,
    },
  };
}

/** The ratio whose product with the width, cut to a whole number as timm does, is the hidden width. */
function ratioOf(hidden: number, width: number): number {
  const ratio = hidden / width;
  return Math.trunc(width * ratio) === hidden ? ratio : (hidden + 0.5) / width;
}

function gridSide(patches: number): number {
  const side = Math.sqrt(patches);
  if (!Number.isInteger(side)) {
    throw wrong(
      "pos_embed",
      `is of ${patches} patches, which are no square`,
      "Give a model of square images.",
    );
  }
  return side;
}

function checkHeads(width: number, heads: number): void {
  if (width % heads !== 0) {
    throw new InputError("invalid-network", `${heads} heads do not divide a width of ${width}`, {
      field: "heads",
      value: heads,
      fix: "Give the number of heads that it was trained with.",
    });
  }
}
