import { transformersNames, transformersProjections } from "../../model/index.js";
import { wrong, type ImportedTensor, type StateDict } from "./state-dict.js";

/** Whose names a file's tensors bear. */
export const importSources = ["timm", "transformers", "sws", "tleg"] as const;

export type ImportSource = (typeof importSources)[number];

/** The same tensors under this project's names: timm's, and `stages.{s}.…`, `base.…`, `slope.…` in learngenes. */
export function renamed(source: ImportSource, tensors: StateDict): StateDict {
  switch (source) {
    case "timm":
      return tensors;
    case "transformers":
      return fromTransformers(tensors);
    case "sws":
      return fromSws(tensors);
    case "tleg":
      return fromTleg(tensors);
  }
}

/** timm's names by transformers'. */
const timmNames = new Map(Object.entries(transformersNames).map(([timm, theirs]) => [theirs, timm]));

function fromTransformers(tensors: StateDict): StateDict {
  const out = new Map<string, ImportedTensor>();
  for (const [name, tensor] of tensors) {
    const [, layer, inner = name] = /^vit\.encoder\.layer\.(\d+)\.(.+)$/.exec(name) ?? [];
    const prefix = layer === undefined ? "" : `blocks.${layer}.`;
    const [, part = inner, kind = ""] = /^(.+)(\.weight|\.bias)$/.exec(inner) ?? [];
    const projection = /^attention\.attention\.(query|key|value)$/.exec(part)?.[1];
    const ours = timmNames.get(part);
    if (projection === "query") {
      out.set(`${prefix}attn.qkv${kind}`, stacked(name, tensors));
    } else if (projection === undefined && ours !== undefined) {
      out.set(`${prefix}${ours}${kind}`, tensor);
    } else if (projection === undefined) {
      throw wrong(name, "has no place in a plain ViT", "Give a ViTForImageClassification.");
    }
  }
  return out;
}

/** Queries, keys and values, three tensors there, one after another: timm's `attn.qkv`. */
function stacked(query: string, tensors: StateDict): ImportedTensor {
  const thirds = transformersProjections.map((projection) => {
    const name = query.replace(".query.", `.${projection}.`);
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw wrong(name, "is missing", "Give the whole model.");
    }
    return tensor;
  });
  const [rows = 0, ...rest] = thirds[0]?.shape ?? [];
  const data = new Float32Array(thirds.reduce((sum, third) => sum + third.data.length, 0));
  let at = 0;
  for (const third of thirds) {
    data.set(third.data, at);
    at += third.data.length;
  }
  return { shape: [3 * rows, ...rest], data };
}

/** The released code of SWS: `blocks.block.attn.qkv.instances.{stage}.weight`. */
function fromSws(tensors: StateDict): StateDict {
  return fromInstances(tensors, (inner, instance, kind) => [`stages.${instance}.${inner}.${kind}`, kind]);
}

/** The released code of TLEG: `….instances.0.weight_base` and `….instances.0.weight_ilayer`, what a layer adds. */
function fromTleg(tensors: StateDict): StateDict {
  return fromInstances(tensors, (inner, instance, kind) => {
    const [, tensor = "", part] = /^(weight|bias)_(base|ilayer)$/.exec(kind) ?? [];
    return part === undefined || instance !== "0"
      ? undefined
      : [`${part === "base" ? "base" : "slope"}.${inner}.${tensor}`, tensor];
  });
}

function fromInstances(
  tensors: StateDict,
  place: (inner: string, instance: string, kind: string) => readonly [string, string] | undefined,
): StateDict {
  const out = new Map<string, ImportedTensor>();
  for (const [name, tensor] of tensors) {
    if (!name.startsWith("blocks.")) {
      out.set(name, tensor);
      continue;
    }
    const [, inner = "", instance = "", kind = ""] =
      /^blocks\.block\.(.+)\.instances\.(\d+)\.(\w+)$/.exec(name) ?? [];
    const [ours, which] = place(inner, instance, kind) ?? [];
    if (ours === undefined || (which !== "weight" && which !== "bias")) {
      throw wrong(name, "is none of the released code's", "Give the Aux-Net's state dict as it was saved.");
    }
    out.set(ours, tensor);
  }
  return out;
}
