import { InputError } from "../errors.js";
import { checkDepth, MAX_DEPTH, type Plan } from "../plan.js";
import type { ExpansionRule } from "./rule.js";

/**
 * Stage-wise weight sharing (SWS, arXiv 2404.16897, section 3): every layer of a stage is a copy of the one
 * block that the learngene stores for that stage, and stages keep their order.
 */
export const stageWise: ExpansionRule = {
  name: "stage-wise",
  storedBlocks: (stages) => stages,
  blockName: (index) => `stages.${index}`,
  planDepth(stages, depth, shares) {
    checkDepth(depth);
    return planLayout(shares === undefined ? evenLayout(stages, depth) : proportionalLayout(shares, depth));
  },
  planTraining(stages, layers) {
    return planLayout(checkLayout(stages, layers));
  },
  planLayers(stages, layers) {
    return planLayout(checkLayout(stages, layers));
  },
};

/**
 * Layers per stage for a depth: split evenly, the surplus going to the earliest stages (12 over five stages is
 * 3,3,2,2,2, the one layout the paper's authors published). A depth below the number of stages keeps evenly
 * spaced stages, the first and the last among them.
 */
export function evenLayout(stages: number, depth: number): number[] {
  if (depth >= stages) {
    const base = Math.floor(depth / stages);
    return Array.from({ length: stages }, (_, stage) => base + (stage < depth % stages ? 1 : 0));
  }
  const kept = new Set(
    Array.from({ length: depth }, (_, i) => (depth === 1 ? 0 : Math.round((i * (stages - 1)) / (depth - 1)))),
  );
  return Array.from({ length: stages }, (_, stage) => (kept.has(stage) ? 1 : 0));
}

/**
 * Layers per stage for a depth, in proportion to `shares` (the Aux-Net's own layers, as a rule), at least one each: one
 * after another, a layer goes to the stage that most falls short (Webster's method), on a tie to the earliest. At the
 * Aux-Net's own depth its own layout comes out, and one layer more never takes one away. A depth below the number of
 * stages keeps evenly spaced stages, as {@link evenLayout} does.
 *
 * @param shares positive, one a stage
 */
export function proportionalLayout(shares: readonly number[], depth: number): number[] {
  if (depth < shares.length) {
    return evenLayout(shares.length, depth);
  }
  const layers = shares.map(() => 1);
  for (let sum = shares.length; sum < depth; sum++) {
    const claims = shares.map((share, stage) => share / (2 * (layers[stage] ?? 0) + 1));
    const next = claims.indexOf(Math.max(...claims));
    layers[next] = (layers[next] ?? 0) + 1;
  }
  return layers;
}

function checkLayout(stages: number, layers: readonly number[]): readonly number[] {
  const value = layers.join(",");
  const wrong = (why: string) =>
    new InputError("invalid-plan", `layers=${value.slice(0, 60)}: ${why}`, {
      field: "layers",
      value: value.slice(0, 100),
      fix: `Give ${stages} whole numbers, one a stage, such as layers=${evenLayout(stages, 2 * stages).join(",")}.`,
    });
  if (layers.length !== stages) {
    throw wrong(`this learngene has ${stages} stages, not ${layers.length}`);
  }
  if (layers.some((count) => !Number.isInteger(count) || count < 0)) {
    throw wrong("each stage's number of layers must be a whole number, 0 or more");
  }
  const depth = layers.reduce((sum, count) => sum + count, 0);
  if (depth < 1 || depth > MAX_DEPTH) {
    throw wrong(`the layers must sum to a depth from 1 to ${MAX_DEPTH}, not ${depth}`);
  }
  return layers;
}

function planLayout(layers: readonly number[]): Plan {
  const terms = layers.flatMap((count, stage) =>
    Array.from({ length: count }, () => [{ source: stage, coefficient: 1 }]),
  );
  const left = layers.flatMap((count, stage) => (count === 0 ? [stage] : []));
  const warnings =
    left.length === 0
      ? []
      : [
          `Stages ${left.join(", ")} are left out: ${terms.length} layers are fewer than the ${layers.length} stages, ` +
            "which no published result covers. Expect to train it for longer.",
        ];
  return { rule: "stage-wise", depth: terms.length, layers, terms, warnings };
}
