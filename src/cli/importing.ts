import { bytesAccess, writeLearngene, writeNetwork } from "../formats/index.js";
import {
  importedLearngene,
  importedNetwork,
  parseConfig,
  readStateDict,
  renamed,
  type ImportedConfig,
  type ImportSource,
  type StateDict,
} from "../formats/imports/index.js";
import { InputError, type Preprocessing } from "../model/index.js";
import { readBytes } from "./reading.js";

/** What a user says of weights that do not say it. */
export interface ImportOptions {
  readonly from: ImportSource;
  readonly config?: string | undefined;
  readonly heads?: number | undefined;
  readonly normEps?: number | undefined;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
  readonly interpolation?: Preprocessing["interpolation"] | undefined;
  readonly stages?: readonly number[] | undefined;
  readonly license?: string | undefined;
  readonly description?: string | undefined;
}

const usualEps: Readonly<Record<ImportSource, number>> = {
  timm: 1e-6,
  transformers: 1e-12,
  // Their Aux-Nets use PyTorch's own LayerNorm as it comes.
  sws: 1e-5,
  tleg: 1e-5,
};

/** The file that imported weights become, and what it holds in a line. Throws what reading them does. */
export async function importFile(
  file: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; summary: string }> {
  const config = options.config === undefined ? {} : parseConfig(await readText(options.config, signal));
  const { tensors, metadata } = await readStateDict(bytesAccess(await readBytes(file, signal)));
  const dict = renamed(options.from, tensors);
  const facts = {
    numHeads: headsOf(options, config, metadata, dict),
    normEps: options.normEps ?? config.normEps ?? usualEps[options.from],
    preprocessing: preprocessingOf(options, config, dict),
    labels: config.labels,
  };
  if (options.from === "timm" || options.from === "transformers") {
    const network = importedNetwork(dict, facts);
    const { architecture, depth } = network.manifest;
    return {
      bytes: writeNetwork(network.manifest, network.tensors),
      summary: `a network of ${depth} layers, ${describe(architecture.config)}`,
    };
  }
  const sws = options.from === "sws";
  const learngene = importedLearngene(dict, {
    ...facts,
    rule: sws ? "stage-wise" : "linear",
    stages: options.stages ?? (sws ? [] : [12]),
    license: options.license ?? "Apache-2.0",
    description: options.description,
  });
  const { architecture, stages } = learngene.manifest;
  return {
    bytes: writeLearngene(learngene.manifest, learngene.tensors),
    summary: `a learngene of ${stages.map(({ layers }) => layers).join(",")} layers, ${describe(architecture.config)}`,
  };
}

function describe({ embedDim, numHeads, imageSize, patchSize }: Record<string, unknown>): string {
  return `width ${String(embedDim)}, ${String(numHeads)} heads, images of ${String(imageSize)}, patches of ${String(patchSize)}`;
}

/** The heads, by all who say it: they must agree, as weights of other heads compute something else. */
function headsOf(
  { heads, from }: ImportOptions,
  config: ImportedConfig,
  metadata: Readonly<Record<string, string>>,
  dict: StateDict,
): number {
  const noted = /^\d{1,4}$/.test(metadata["num_heads"] ?? "") ? Number(metadata["num_heads"]) : undefined;
  const said = [heads, config.numHeads, noted].filter((each) => each !== undefined);
  const [first] = said;
  if (said.some((each) => each !== first)) {
    throw new InputError("invalid-network", `the heads are said to be ${said.join(" and ")}`, {
      field: "--heads",
      value: said.join(),
      fix: "Find out with how many it was trained; a learngene's networks must all have as many.",
    });
  }
  if (first !== undefined) {
    return first;
  }
  const width = dict.get("patch_embed.proj.weight")?.shape[0] ?? 0;
  if (from === "sws" || from === "tleg" || width % 64 !== 0) {
    throw new InputError("invalid-network", "how many heads it was trained with is not in the file", {
      field: "--heads",
      fix: "Give --heads; the released Aux-Nets of SWS have 12, whatever their width.",
    });
  }
  return width / 64;
}

function preprocessingOf(options: ImportOptions, config: ImportedConfig, dict: StateDict): Preprocessing {
  const channels = dict.get("patch_embed.proj.weight")?.shape[1] ?? 3;
  const usual = channels === 3 ? imageNet : { mean: filled(channels), std: filled(channels) };
  return {
    mean: [...(options.mean ?? config.mean ?? usual.mean)],
    std: [...(options.std ?? config.std ?? usual.std)],
    interpolation: options.interpolation ?? config.interpolation ?? "bicubic",
  };
}

const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const filled = (channels: number) => new Array<number>(channels).fill(0.5);

async function readText(path: string, signal: AbortSignal): Promise<string> {
  return Buffer.from(await readBytes(path, signal)).toString("utf8");
}
