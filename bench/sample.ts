import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { samples } from "../src/cli/samples.js";
import { stageWise } from "../src/model/index.js";
import { classifierOf, descend, evaluate, openDataset, readLearngeneFile } from "../src/trainer/index.js";
import { samplesPart, sampleTable } from "./sample-table.js";
import { updateReadme } from "./support/readme.js";

/** Share of the images that another machine's rounding may turn. */
const ROUNDING = 1e-3;

/**
 * `npm run bench -- sample`: what the sample learngenes get right of their data sets' test images, by depth and untuned, measured
 * anew; fails where that is not what their manifests record, which it has the README show. `--quick` takes three depths, and writes
 * nothing.
 */
export async function sampleBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: "boolean", default: false } } });
  const faults: string[] = [];
  for (const { name, path } of samples) {
    console.log(`\n${name}`);
    faults.push(...(await measureAnew(path, values.quick)).map((depth) => `${name} at depth ${depth}`));
  }
  if (faults.length > 0) {
    throw new Error(`not what is recorded: ${faults.join(", ")}`);
  }
  if (!values.quick) {
    await updateReadme("sample", await samplesPart());
  }
}

/** Prints a sample's table, and gives the depths at which it is not what the manifest records. */
async function measureAnew(path: string, isQuick: boolean): Promise<number[]> {
  const learngene = await readLearngeneFile(path);
  const { training, stages } = learngene.manifest;
  const dataset = await openDataset(training?.dataset.name ?? "", { cacheDirectory: ".learngene" });
  const recorded = training?.results ?? [];
  const chosen = isQuick ? recorded.filter(({ depth }) => [4, 9, 20].includes(depth)) : recorded;
  const measured = [];
  for (const result of chosen) {
    const network = descend(learngene, stageWise.planLayers(stages.length, result.layers));
    const classifier = await classifierOf(network, { threads: availableParallelism() });
    const { accuracy } = await evaluate(classifier, dataset, dataset.test);
    await classifier.close();
    measured.push({ ...result, accuracy });
  }
  console.log(sampleTable(measured));
  return measured
    .filter(({ accuracy }, i) => !(Math.abs(accuracy - (chosen[i]?.accuracy ?? NaN)) <= ROUNDING))
    .map(({ depth }) => depth);
}
