import {
  InputError,
  learngeneTensors,
  networkTensors,
  ruleNamed,
  type TensorSpec,
} from "../../model/index.js";
import type { Manifest } from "../learngene/index.js";
import type { NetworkManifest } from "../network/index.js";
import { wrong, type StateDict } from "./state-dict.js";
import { vitArchitecture, type VitFacts } from "./vit.js";

/** A network or a learngene as it is written: its manifest and its tensors. */
export interface Imported<M> {
  readonly manifest: M;
  readonly tensors: Map<string, Float32Array>;
}

/** A whole ViT under timm's names. Throws `invalid-network` for what is no plain ViT, naming the tensor. */
export function importedNetwork(dict: StateDict, facts: VitFacts): Imported<NetworkManifest> {
  const architecture = vitArchitecture(dict, "blocks.0", facts);
  const depth = countBlocks(dict, "blocks");
  return {
    manifest: { formatVersion: 1, architecture, depth, ...described(facts) },
    tensors: exactly(dict, networkTensors(architecture, depth)),
  };
}

/** What a learngene's tensors do not say either. */
export interface LearngeneFacts extends VitFacts {
  readonly rule: Manifest["rule"];
  /** The Aux-Net's layers by stage; its depth, under the linear rule. */
  readonly stages: readonly number[];
  readonly license: string;
  readonly description?: string | undefined;
}

/**
 * A learngene, under this project's names. Throws `invalid-network` for what its rule does not store, and for stages that
 * are not as many as its blocks.
 */
export function importedLearngene(dict: StateDict, facts: LearngeneFacts): Imported<Manifest> {
  const rule = ruleNamed(facts.rule);
  const architecture = vitArchitecture(dict, rule.blockName(0), facts);
  checkStages(dict, facts);
  const blocks = rule.storedBlocks(facts.stages.length);
  const specs = learngeneTensors(architecture, blocks, (index) => rule.blockName(index));
  const { license, description } = facts;
  return {
    manifest: {
      formatVersion: 1,
      architecture,
      rule: facts.rule,
      stages: facts.stages.map((layers) => ({ layers })),
      ancestry: null,
      training: null,
      ...described(facts),
      license,
      ...(description === undefined ? {} : { description }),
    },
    tensors: exactly(dict, specs),
  };
}

function described({ preprocessing, labels }: VitFacts) {
  return { preprocessing, ...(labels === undefined ? {} : { labels: [...labels] }) };
}

function checkStages(dict: StateDict, { rule, stages }: LearngeneFacts): void {
  const wanted = ruleNamed(rule).stages ?? countBlocks(dict, "stages");
  if (stages.length !== wanted) {
    throw new InputError("invalid-network", `the file has ${wanted} stages, not ${stages.length}`, {
      field: "stages",
      value: stages.join(","),
      fix: "Give the Aux-Net's layers of each stage, such as 3,3,4,3,3; its depth alone for TLEG.",
    });
  }
}

function countBlocks(dict: StateDict, prefix: string): number {
  let count = 0;
  while (dict.has(`${prefix}.${count}.norm1.weight`)) {
    count++;
  }
  return count;
}

/** The tensors that `specs` call for, each of its shape, and no others. */
function exactly(dict: StateDict, specs: readonly TensorSpec[]): Map<string, Float32Array> {
  const tensors = specs.map(({ name, shape }) => {
    const tensor = dict.get(name);
    if (tensor === undefined) {
      throw wrong(name, "is missing", "Give the whole state dict of a plain ViT, biases included.");
    }
    if (tensor.shape.join() !== shape.join()) {
      const why = `has shape [${tensor.shape.join()}], where the others call for [${shape.join()}]`;
      throw wrong(name, why, "Give the state dict of one model.");
    }
    return [name, tensor.data] as const;
  });
  const known = new Set(specs.map(({ name }) => name));
  const extra = [...dict.keys()].find((name) => !known.has(name));
  if (extra !== undefined) {
    throw wrong(
      extra,
      "has no place in a plain ViT",
      "Only plain ViTs are imported: no layer scale, no registers.",
    );
  }
  return new Map(tensors);
}
