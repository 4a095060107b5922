import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { stageWise } from "../src/model/index.js";
import { classifierOf, descend, evaluate, openDataset, readLearngeneFile } from "../src/trainer/index.js";
import { sampleTable } from "./sample-table.js";

const PATH = "samples/fashion-vit.safetensors";

/** Images in ten thousand that another machine's rounding may turn. */
const ROUNDING = 10;

/**
 * `npm run bench -- sample`: what the sample learngene gets right of Fashion-MNIST's test images, by depth and untuned, measured
 * anew; fails where that is not what its manifest records, which the README shows. `--quick` takes three depths. Writes nothing:
 * `npm run sample`, which trains it, does.
 */
export async function sampleBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: "boolean", default: false } } });
  const learngene = await readLearngeneFile(PATH);
  const dataset = await openDataset("fashion-mnist", { cacheDirectory: ".learngene" });
  const recorded = learngene.manifest.training?.results ?? [];
  const chosen = values.quick ? recorded.filter(({ depth }) => [4, 9, 20].includes(depth)) : recorded;
  const measured = [];
  for (const result of chosen) {
    const network = descend(learngene, stageWise.planLayers(learngene.manifest.stages.length, result.layers));
    const classifier = await classifierOf(network, { threads: availableParallelism() });
    const { accuracy } = await evaluate(classifier, dataset, dataset.test);
    await classifier.close();
    measured.push({ ...result, accuracy });
  }
  console.log(sampleTable(measured));
  const other = measured.filter(
    ({ accuracy }, i) => Math.abs(accuracy - (chosen[i]?.accuracy ?? 0)) > ROUNDING / 10_000,
  );
  if (other.length > 0) {
    throw new Error(`not what ${PATH} records at depth ${other.map(({ depth }) => depth).join(", ")}`);
  }
}
