import { InputError } from "../model/index.js";
import { isVaried, type Augmentation } from "./augment/index.js";
import { classifierOf } from "./classifier-of.js";
import type { ImageDataset, Split } from "./datasets/index.js";
import { ImageConverter } from "./engine/image-converter.js";
import { OutsideClassifier, type Logits } from "./engine/outside-classifier.js";
import type { SessionOptions } from "./engine/session.js";
import type { NetworkWeights } from "./network-weights.js";
import { rememberingTeacher, watchingTeacher, type Teacher } from "./teacher.js";

/** An Ans-Net, or any network that teaches, with the digest of its file. */
export interface Ancestor extends NetworkWeights {
  digest: string;
}

/** Any ONNX classifier, with the digest of its file. */
export interface OnnxModel {
  readonly onnx: Uint8Array;
  readonly digest: string;
}

export type TeacherModel = Ancestor | OnnxModel;

/** What a recipe says of how a teacher sees and is heard. */
export interface TeacherRecipe {
  readonly distillationWeight: number;
  readonly augment: Augmentation;
  /** How an ONNX model's images are normalized. */
  readonly teacher: {
    readonly mean?: readonly number[] | undefined;
    readonly std?: readonly number[] | undefined;
  };
}

/**
 * Opens a model that is shown batches of `source`: an ONNX model's images are normalized as the recipe says, a network's as
 * its manifest does, and either's are scaled to what it takes. Throws `invalid-onnx`, and `invalid-dataset` for a network
 * of other classes.
 */
export async function openTeacher(
  model: TeacherModel,
  source: ImageDataset,
  { mean, std }: TeacherRecipe["teacher"],
  session: SessionOptions,
): Promise<Logits> {
  if ("onnx" in model) {
    return OutsideClassifier.open(model.onnx, { ...session, source, mean, std });
  }
  const { architecture, preprocessing } = model.manifest;
  const { numClasses, inChans: channels, imageSize: side } = architecture.config;
  if (numClasses !== source.numClasses) {
    throw new InputError(
      "invalid-dataset",
      `${source.name} has ${source.numClasses} classes, the teacher tells ${numClasses} apart`,
      { field: "dataset", value: source.name },
    );
  }
  const input = { name: "", isChannelsLast: false, batch: undefined, channels, height: side, width: side };
  const converter = new ImageConverter(source, input, preprocessing);
  const classifier = await classifierOf(model, session);
  const isSame =
    source.channels === channels &&
    source.height === side &&
    JSON.stringify([preprocessing.mean, preprocessing.std]) ===
      JSON.stringify([source.preprocessing.mean, source.preprocessing.std]);
  return {
    logits: (images, dims) =>
      isSame
        ? classifier.logits(images, dims)
        : classifier.logits(converter.convert(images, dims[0] ?? 0), [dims[0] ?? 0, channels, side, side]),
    close: () => classifier.close(),
  };
}

/** Runs `use` with a teacher, or with none where a recipe gives its answers no weight; closes it after. */
export async function withTeacher<T>(
  recipe: TeacherRecipe,
  model: TeacherModel | undefined,
  dataset: ImageDataset,
  split: Split,
  session: SessionOptions,
  use: (teacher: Teacher | undefined) => Promise<T>,
): Promise<T> {
  if (recipe.distillationWeight === 0) {
    return use(undefined);
  }
  if (model === undefined) {
    throw new InputError("invalid-recipe", "distillationWeight needs a teacher", {
      field: "distillationWeight",
      value: recipe.distillationWeight,
      fix: "Name one with --teacher, or set it to 0.",
    });
  }
  const classifier = await openTeacher(model, dataset, recipe.teacher, session);
  try {
    return await use(
      isVaried(recipe.augment)
        ? watchingTeacher(classifier, dataset)
        : await rememberingTeacher(classifier, dataset, split),
    );
  } finally {
    await classifier.close();
  }
}
