import type { Learngene, Segment } from "../formats/index.js";
import { networkTensors, type Plan, type TensorSpec } from "../model/index.js";

/** A tensor of an expanded network and where its values lie in the learngene's file. */
export interface ExpandedTensor extends TensorSpec {
  readonly segment: Segment;
}

/**
 * The tensors of the network that `plan` describes, in timm's order. Each layer must copy one stored block; a plan
 * that mixes blocks throws a plain `Error`, for no rule makes one yet.
 */
export function expandedTensors({ manifest, header }: Learngene, plan: Plan): ExpandedTensor[] {
  return networkTensors(manifest.architecture, plan.depth).map((spec) => {
    const name = sourceName(spec.name, plan);
    const stored = header.tensors.get(name);
    if (stored === undefined) {
      throw new Error(`the plan takes ${spec.name} from ${name}, which the learngene does not store`);
    }
    return { ...spec, segment: { kind: "range", offset: stored.offset, length: stored.length } };
  });
}

/** The learngene's name of the tensor that becomes `name`. */
function sourceName(name: string, plan: Plan): string {
  const match = /^blocks\.(\d+)\.(.+)$/.exec(name);
  if (match === null) {
    return name;
  }
  const [, layer, tensor = ""] = match;
  const [term, ...others] = plan.terms[Number(layer)] ?? [];
  if (term?.coefficient !== 1 || others.length > 0) {
    throw new Error(
      `layer ${layer ?? ""} is not a copy of one stored block; such plans cannot be expanded yet`,
    );
  }
  return `stages.${term.source}.${tensor}`;
}
