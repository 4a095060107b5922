import { classifierOf, evaluate, type ImageDataset, type NetworkWeights } from "../../src/trainer/index.js";

/** Test accuracy of a network as it is, 0 to 1, on one thread. */
export async function untuned(network: NetworkWeights, images: ImageDataset): Promise<number> {
  const classifier = await classifierOf(network, { threads: 1 });
  try {
    return (await evaluate(classifier, images, images.test)).accuracy;
  } finally {
    await classifier.close();
  }
}
