import { datasetNames } from "../../trainer/datasets/dataset-names.js";
import type { AncestorRecipe, FinetuneRecipe, LearnRecipe } from "../../trainer/index.js";

/** How a field of a recipe appears on the command line; kind, range and default follow from its schema. */
export interface FlagText {
  /** One phrase, with the unit where there is one. */
  readonly help: string;
  /** Without dashes. Default: the field's name, its words joined by dashes. */
  readonly name?: string;
  /** What the command fills in where the schema has no default. */
  readonly fallback?: string | number | boolean;
}

/** Flags by the path of their field in the recipe, parts joined by dots. */
export type FlagTexts = Readonly<Record<string, FlagText>>;

type Field<R> = Exclude<keyof R, "kind"> & string;
type Training =
  | Exclude<Field<AncestorRecipe>, "augment" | "images" | "architecture" | "depth">
  | `augment.${keyof FinetuneRecipe["augment"]}`
  | `images.${keyof FinetuneRecipe["images"]}`;
type Config = keyof AncestorRecipe["architecture"]["config"];
type FromDataset = "imageSize" | "inChans" | "numClasses";

/** What every training has. */
export const trainingFlags = {
  dataset: {
    help:
      `images to train and measure on: ${datasetNames.join(", ")}, idx:DIRECTORY with MNIST's four files, folder:DIRECTORY with ` +
      "train/CLASS/IMAGE.png, or parquet:PATH as the Hugging Face Hub has them",
  },
  "images.size": {
    name: "image-size",
    help: "scale the images of folders and Parquet files to this height and width; otherwise to the network's",
  },
  "images.color": { name: "image-color", help: "read them so; otherwise as the network does" },
  "images.broken": { name: "broken-images", help: "what becomes of an image that cannot be decoded" },
  trainImages: {
    help: "train on so many images only, drawn by the seed, even over the classes; otherwise on all",
  },
  epochs: { help: "how often to go over the training images" },
  batchSize: { help: "images a step" },
  learningRate: { help: "highest learning rate, reached after the warm-up" },
  minLearningRate: { help: "learning rate that the cosine falls to" },
  warmupEpochs: { help: "epochs in which the learning rate rises" },
  weightDecay: { help: "AdamW's decay of matrices and kernels" },
  clipNorm: { help: "largest global norm of the gradients" },
  beta1: { help: "AdamW's decay of the mean of gradients" },
  beta2: { help: "AdamW's decay of the mean of squared gradients" },
  epsilon: { help: "AdamW's term that keeps from dividing by 0" },
  labelSmoothing: { help: "share of each label that is spread over all classes" },
  "augment.shift": { help: "move each image at random by up to so many pixels along each axis" },
  "augment.flip": { help: "mirror every second image, by chance" },
  "augment.crop": {
    help: "least share of its area that a random crop keeps of an image, scaled back up; 1 crops none",
  },
  "augment.operations": { help: "operations of RandAugment on each image, drawn one after another" },
  "augment.magnitude": { help: "how strong these are" },
  "augment.mixup": { help: "blend images in pairs, their shares drawn from Beta(alpha, alpha); 0 for not" },
  "augment.cutmix": { help: "paste a box of one image into another, its size drawn likewise; 0 for not" },
  accumulate: { help: "batches whose gradients are averaged before a step" },
  dropPath: { help: "rate at which the last layer drops a residual branch of an image; those below it less" },
  ema: { help: "decay of the weights' moving average, which then is the result; 0 for the last weights" },
  validationImages: { help: "training images to set aside, and measure on while it trains" },
  validateEvery: { help: "epochs between two such measurements" },
  patience: { help: "stop after so many of them without a lower loss, and keep the best weights" },
  seed: { help: "seed of everything that is drawn: the same seed gives the same weights" },
} satisfies Record<Training, FlagText>;

/** What fine-tuning has besides. */
export const finetuneFlags = {
  layerDecay: { help: "what each layer's learning rate is of that of the layer above it" },
  frozenLayers: {
    help: "leave the stem and so many of the first layers as they are; at the depth, train the head",
  },
  distillationWeight: {
    help: "weight of the answers of --teacher in the loss; labels weigh the rest",
  },
  temperature: { help: "divides the logits of both networks before they are compared" },
} satisfies Record<Exclude<Field<FinetuneRecipe>, Field<AncestorRecipe> | "teacher">, FlagText>;

/** What a new network is. The size, channels and classes come from the data set. */
export const architectureFlags = {
  "architecture.config.patchSize": { help: "height and width of a patch, pixels; divides the images' size" },
  "architecture.config.embedDim": {
    name: "width",
    help: "width of every token; a multiple of --heads",
    fallback: 64,
  },
  "architecture.config.numHeads": { name: "heads", help: "attention heads of each layer", fallback: 4 },
  "architecture.config.mlpRatio": { help: "width of the MLP over the token's", fallback: 4 },
  "architecture.config.globalPool": {
    name: "pool",
    help: "the head sees the mean over tokens (avg) or a class token (token)",
    fallback: "avg",
  },
  "architecture.config.fcNorm": {
    help: "the last LayerNorm stands after pooling, not before it",
    fallback: false,
  },
  "architecture.config.normEps": { help: "epsilon of every LayerNorm", fallback: 1e-6 },
} satisfies Record<`architecture.config.${Exclude<Config, FromDataset>}`, FlagText>;

/** What an Ans-Net has besides. */
export const ancestorFlags = { depth: { help: "layers" }, ...architectureFlags } satisfies FlagTexts;

/** How an ONNX model that teaches is shown images. */
export const teacherFlags = {
  "teacher.mean": {
    name: "teacher-mean",
    help: "mean that an ONNX teacher's images are normalized with, such as 0.485,0.456,0.406",
  },
  "teacher.std": {
    name: "teacher-std",
    help: "deviation that they are normalized with; otherwise as the data set's",
  },
} satisfies Record<`teacher.${keyof LearnRecipe["teacher"]}`, FlagText>;

/** What a learngene has besides; layouts have flags of their own. */
export const learnFlags = {
  rule: {
    help: "how the learngene becomes layers: copies of its stages (SWS), or points on a line between two blocks (TLEG)",
  },
  stages: {
    help: "layers of each stage of the Aux-Net, such as 3,3,4,3,3; its depth, under the linear rule",
  },
  distillationWeight: { help: "weight of the teacher's answers in the loss; labels weigh the rest" },
  temperature: { help: "divides the logits of both networks before they are compared" },
  evaluateDepths: {
    help: "depths whose accuracy is measured at the end and recorded; the Aux-Net's own always is",
  },
} satisfies Record<Exclude<Field<LearnRecipe>, Field<AncestorRecipe> | "layouts" | "teacher">, FlagText>;
