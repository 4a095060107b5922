/** Jobs so small that each takes a moment, and what they need: a learngene and a data set of patterns. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { storedTensors, writeIdx, writeLearngene, type Manifest } from "../../src/formats/index.js";
import { INPUT_LEARNGENE, type DatasetFetcher, type JobSpec } from "../../src/jobs/index.js";
import { theProgram, type Job, type NewJob, type Registry } from "../../src/registry/index.js";
import type { Split } from "../../src/trainer/datasets/index.js";
import { finetuneRecipe, learnRecipe } from "../../src/trainer/index.js";
import { initialWeights } from "../../src/trainer/initialize.js";
import { Random } from "../../src/trainer/random.js";
import { patternArchitecture, patternSplit, patternTraining } from "./tiny-training.js";

const manifest: Manifest = {
  formatVersion: 1,
  architecture: patternArchitecture,
  rule: "stage-wise",
  stages: [{ layers: 1 }, { layers: 1 }],
  ancestry: null,
  training: null,
  preprocessing: { mean: [0.5], std: [0.25], interpolation: "bilinear" },
  license: "Apache-2.0",
};

/** A learngene of two stages for 8 x 8 grey images, untrained. */
export function patternLearngene(): Uint8Array {
  const tensors = storedTensors(manifest);
  return writeLearngene(manifest, initialWeights(patternArchitecture, tensors, Random.fromSeed("gene")));
}

/** Writes the patterns as four IDX files. */
export async function writePatterns(folder: string): Promise<void> {
  await writeSplit(folder, "train", patternSplit(300, "train"));
  await writeSplit(folder, "t10k", patternSplit(90, "test"));
}

/** The patterns, in place of a registry's data set. */
export const fetchPatterns: DatasetFetcher = async (_registry, _dataset, folder) => {
  await writePatterns(folder);
  return `idx:${folder}`;
};

async function writeSplit(folder: string, name: string, { count, images, labels }: Split): Promise<void> {
  const pixels = Buffer.concat(Array.from({ length: count }, (_, i) => images.at(i)));
  await writeFile(join(folder, `${name}-images-idx3-ubyte`), writeIdx([count, 8, 8], pixels));
  await writeFile(join(folder, `${name}-labels-idx1-ubyte`), writeIdx([count], Uint8Array.from(labels)));
}

/** What jobs on the patterns are made of; publishes their learngene. */
export async function patternJobs(
  registry: Registry,
): Promise<{ [Kind in JobSpec["kind"]]: (changes?: Record<string, unknown>) => NewJob }> {
  const body = (async function* () {
    yield await Promise.resolve(patternLearngene());
  })();
  const { version } = await registry.publish({ owner: "acme", name: "patterns", body }, theProgram);
  const { owner, name, number, digest, size } = version;
  const becoming = {
    learngene: { owner, name, version: number, digest },
    plan: { layers: [1, 2] },
  };
  const dataset = "acme/patterns";
  const common = { ...becoming, dataset };
  const job = (spec: JobSpec): NewJob => ({
    owner: "acme",
    kind: spec.kind,
    spec,
    inputs: [{ name: INPUT_LEARNGENE, digest, size }],
  });
  return {
    finetune: (changes) =>
      job({
        kind: "finetune",
        ...common,
        recipe: finetuneRecipe({ kind: "finetune", ...patternTraining, ...changes }),
      }),
    learn: (changes) =>
      job({
        kind: "learn",
        ancestor: becoming,
        dataset,
        recipe: learnRecipe({
          kind: "learn",
          ...patternTraining,
          epochs: 2,
          stages: [2, 1],
          layouts: { schedule: "fixed" },
        }),
        publish: { owner: "acme", name: "learned" },
        ...changes,
      }),
    evaluate: () => job({ kind: "evaluate", ...common, split: "test" }),
  };
}

/** Waits until a job is over, or `enough` of what it tells. */
export async function untilOver(
  registry: Registry,
  id: string,
  enough: (types: string[]) => boolean = () => false,
): Promise<Job> {
  const types: string[] = [];
  for await (const events of registry.jobs.follow(id, 0)) {
    types.push(...events.map(({ type }) => type));
    if (enough(types)) break;
  }
  return registry.jobs.get(id);
}
