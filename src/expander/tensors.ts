import type { Learngene } from "../formats/index.js";
import {
  elementCount,
  ruleNamed,
  tensorGroups,
  type Plan,
  type PlanTerm,
  type TensorSpec,
} from "../model/index.js";
import type { FloatRun } from "./floats.js";
import { expandedArchitecture } from "./form.js";
import { madeValues } from "./made/index.js";
import type { Expandable } from "./request.js";

/** A tensor of an expanded network and what its values are made of. */
export interface ExpandedTensor extends TensorSpec {
  readonly values: FloatRun;
}

/**
 * The tensors of the network that is to be expanded, under timm's names and in timm's order. A plan that takes what the
 * learngene does not store throws a plain `Error`.
 */
export function expandedTensors(expandable: Expandable): ExpandedTensor[] {
  const { learngene, plan } = expandable;
  const { stem, block, head } = tensorGroups(expandedArchitecture(expandable));
  const blockName = storedBlockNames(plan);
  const layers = plan.terms.flatMap((terms, layer) =>
    block.map(({ name, shape }) => ({
      name: `blocks.${layer}.${name}`,
      shape,
      values: storedValues(learngene, shape, terms, (source) => `${blockName(source)}.${name}`),
    })),
  );
  const single = (spec: TensorSpec): ExpandedTensor => ({
    ...spec,
    values: madeValues(expandable, spec) ?? storedValues(learngene, spec.shape, asItIs, () => spec.name),
  });
  return [...stem.map(single), ...layers, ...head.map(single)];
}

const asItIs: readonly PlanTerm[] = [{ source: 0, coefficient: 1 }];

/** The names of stored blocks, each made once. */
function storedBlockNames(plan: Plan): (source: number) => string {
  const { blockName } = ruleNamed(plan.rule);
  const names = new Map<number, string>();
  return (source) => {
    const name = names.get(source) ?? blockName(source);
    names.set(source, name);
    return name;
  };
}

function storedValues(
  { header }: Learngene,
  shape: readonly number[],
  terms: readonly PlanTerm[],
  nameOf: (source: number) => string,
): FloatRun {
  return {
    kind: "stored",
    length: elementCount(shape),
    terms: terms.map(({ source, coefficient }) => {
      const name = nameOf(source);
      const stored = header.tensors.get(name);
      if (stored === undefined) {
        throw new Error(`the plan takes from ${name}, which the learngene does not store`);
      }
      return { offset: stored.offset, coefficient };
    }),
  };
}
