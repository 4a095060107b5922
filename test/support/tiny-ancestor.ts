/** An Ans-Net that knows the patterns: trained in a second, once for each test file that needs a teacher. */
import { writeNetwork } from "../../src/formats/index.js";
import { ancestorRecipe, digestOf, trainAncestor, type Ancestor } from "../../src/trainer/index.js";
import { patternArchitecture, patternDataset, patternTraining, quietContext } from "./tiny-training.js";

export async function trainTinyAncestor(): Promise<Ancestor> {
  const recipe = ancestorRecipe({
    kind: "ancestor",
    ...patternTraining,
    epochs: 8,
    architecture: patternArchitecture,
    depth: 2,
  });
  const trained = await trainAncestor(recipe, patternDataset, quietContext);
  return { ...trained, digest: digestOf(writeNetwork(trained.manifest, trained.tensors)) };
}
