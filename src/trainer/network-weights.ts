import type { Manifest, NetworkManifest } from "../formats/index.js";
import {
  InputError,
  networkTensors,
  ruleNamed,
  tensorGroups,
  type Architecture,
  type Plan,
} from "../model/index.js";
import type { ImageDataset } from "./datasets/index.js";
import { initialWeights } from "./initialize.js";
import { Random } from "./random.js";

/** A network in memory: its manifest and its tensors by name. */
export interface NetworkWeights {
  manifest: NetworkManifest;
  tensors: Map<string, Float32Array>;
}

/** A learngene in memory, with the digest of its file. */
export interface LearngeneWeights {
  manifest: Manifest;
  tensors: ReadonlyMap<string, Float32Array>;
  digest: string;
}

/** The Des-Net that `plan` makes of a learngene: each layer the plan's combination of stored blocks. */
export function descend({ manifest, tensors, digest }: LearngeneWeights, plan: Plan): NetworkWeights {
  const { architecture, preprocessing, labels, license, rule } = manifest;
  const { blockName } = ruleNamed(plan.rule);
  const weights = networkTensors(architecture, plan.depth).map(({ name }) => {
    const match = /^blocks\.(\d+)\.(.+)$/.exec(name);
    const stored = (source: string) => tensors.get(source) ?? new Float32Array(0);
    return [
      name,
      match === null
        ? stored(name).slice()
        : combine(plan.terms[Number(match[1])] ?? [], (s) => stored(`${blockName(s)}.${match[2] ?? ""}`)),
    ] as const;
  });
  return {
    manifest: {
      formatVersion: 1,
      architecture,
      depth: plan.depth,
      preprocessing,
      ...(labels === undefined ? {} : { labels }),
      license,
      origin: { digest, rule, layers: [...plan.layers] },
    },
    tensors: new Map(weights),
  };
}

/** A network of fresh weights for a data set: what training from scratch starts from. */
export function freshNetwork(
  architecture: Architecture,
  depth: number,
  { preprocessing, labels }: ImageDataset,
  seed: number,
): NetworkWeights {
  const random = Random.fromSeed(seed).fork("weights");
  return {
    manifest: {
      formatVersion: 1,
      architecture,
      depth,
      preprocessing,
      ...(labels === undefined ? {} : { labels: [...labels] }),
    },
    tensors: initialWeights(architecture, networkTensors(architecture, depth), random),
  };
}

/**
 * A shallower network of some of a network's layers, in the given order: "weight selection", what one does
 * without a learngene. Throws `invalid-plan` for a layer that it does not have.
 */
export function selectLayers(
  { manifest, tensors }: NetworkWeights,
  layers: readonly number[],
): NetworkWeights {
  const { formatVersion, architecture, preprocessing, labels } = manifest;
  const depth = layers.length;
  const selected = networkTensors(architecture, depth).map(({ name }) => {
    const source = name.replace(/^blocks\.(\d+)\./, (_, layer) => `blocks.${layers[Number(layer)]}.`);
    const values = tensors.get(source);
    if (values === undefined) {
      throw new InputError("invalid-plan", `the network has no tensor ${source}`, { field: "layers" });
    }
    return [name, values.slice()] as const;
  });
  return {
    manifest: {
      formatVersion,
      architecture,
      depth,
      preprocessing,
      ...(labels === undefined ? {} : { labels }),
    },
    tensors: new Map(selected),
  };
}

/** The same network with a fresh head for another number of classes. */
export function withFreshHead(
  { manifest, tensors }: NetworkWeights,
  numClasses: number,
  random: Random,
): NetworkWeights {
  const { family, config } = manifest.architecture;
  const architecture = { family, config: { ...config, numClasses } };
  const head = tensorGroups(architecture).head.filter(({ name }) => name.startsWith("head."));
  const { labels, ...unnamed } = manifest;
  return {
    // Names of other classes would be wrong ones.
    manifest: { ...(labels?.length === numClasses ? manifest : unnamed), architecture },
    tensors: new Map([...tensors, ...initialWeights(architecture, head, random)]),
  };
}

function combine(terms: Plan["terms"][number], block: (source: number) => Float32Array): Float32Array {
  const [first, ...rest] = terms.map(({ source, coefficient }) =>
    block(source).map((value) => coefficient * value),
  );
  if (first === undefined) {
    throw new Error("a layer without terms");
  }
  for (const term of rest) {
    first.forEach((value, i) => {
      first[i] = value + (term[i] ?? 0);
    });
  }
  return first;
}
