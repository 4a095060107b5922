/**
 * Training without Python: recipes that train an Ans-Net, learn a learngene and fine-tune a Des-Net, the step
 * graphs they build and the engine that runs them, data sets in and progress out.
 */
export { trainAncestor } from "./ancestor.js";
export {
  inspectParquet,
  isDatasetName,
  openDataset,
  openLabelled,
  openStoredDataset,
  parquetBytes,
  type ImageDataset,
  type OpenDatasetOptions,
  type StoredDataset,
} from "./datasets/index.js";
export type { Checkpoints } from "./checkpoint.js";
export { checkRecipe } from "./check-recipe.js";
export { classifierOf } from "./classifier-of.js";
export {
  deviceKinds,
  engineKinds,
  openEngine,
  openOrt,
  openTfjs,
  type DeviceKind,
  type EngineKind,
  type EngineWanted,
} from "./engine/choose-engine.js";
export { Profiler } from "./engine/profiler.js";
export { measureEngine } from "./engine/measure-engine.js";
export type { StepEngine } from "./engine/step-engine.js";
export { Classifier } from "./engine/classifier.js";
export { evaluate, type Evaluation } from "./evaluate.js";
export { Confusion } from "./confusion.js";
export { digestOf, readLearngeneFile, readNetworkFile } from "./files.js";
export { exportOnnx } from "./export.js";
export { finetune } from "./finetune.js";
export { checkFits, imagesFor } from "./fit.js";
export { oddsOf, shallowFirst } from "./layout-odds.js";
export { learn, type Learned } from "./learn.js";
export { openTeacher, type Ancestor, type OnnxModel, type TeacherModel } from "./teacher-model.js";
export {
  descend,
  freshNetwork,
  selectLayers,
  type LearngeneWeights,
  type NetworkWeights,
} from "./network-weights.js";
export * from "./progress/index.js";
export * from "./recipe.js";
export type { TrainingContext } from "./train.js";
export { isFull, writeAtomically } from "./write-atomically.js";
