import { InputError } from "../../model/index.js";

/** One image as its file has it: not decoded yet. */
export interface LabelledImage {
  /** What to call it in messages: its place in the data set. */
  readonly name: string;
  /** Its class, from 0. */
  readonly label: number;
  /** PNG, JPEG, WebP or another kind that `sharp` reads. */
  readonly encoded: Uint8Array;
}

/** Encoded images in the order in which they are numbered. */
export interface LabelledSplit {
  readonly count: number;
  images(): AsyncIterable<LabelledImage>;
}

/** A data set of encoded images. */
export interface LabelledImages {
  /** Short name for people; no path. */
  readonly name: string;
  /** One name a class. */
  readonly classes: readonly string[];
  readonly train: LabelledSplit;
  readonly test: LabelledSplit;
  /** Changes whenever an image does, as far as names, sizes and times of files tell. */
  readonly fingerprint: string;
}

/** A split, told by the names that folders and files of it have. */
export type SplitName = "train" | "test";

const splitNames = { train: ["train"], test: ["test", "val", "valid", "validation"] } as const;

/** The split that folders or files of this name belong to: `train`, or `test` for that, `val`, `valid`, `validation`. */
export function splitNamed(name: string): SplitName | undefined {
  if (splitNames.train.some((each) => each === name)) {
    return "train";
  }
  return splitNames.test.some((each) => each === name) ? "test" : undefined;
}

const MAX_CLASSES = 65_536;

/** Throws `invalid-dataset` unless there are two classes or more, and images in both splits. */
export function checkLabelled({ name, classes, train, test }: LabelledImages): void {
  if (train.count === 0) {
    throw fault(
      name,
      "it has no training images",
      "Put them under train/, in a file train-….parquet, or in rows whose column split says train.",
    );
  }
  if (test.count === 0) {
    throw fault(
      name,
      "it has no test images",
      "Put images to measure on under test/, in a file test-….parquet, or in rows whose column split says test.",
    );
  }
  if (classes.length < 2) {
    throw oneClass(name);
  }
  if (classes.length > MAX_CLASSES) {
    throw fault(
      name,
      `it has ${classes.length} classes, over the limit of ${MAX_CLASSES}`,
      "Give fewer classes.",
    );
  }
}

/** The error for a data set whose training images are all alike in their class. */
export function oneClass(name: string): InputError {
  return fault(name, "it has one class, but there must be 2 or more", "Give images of another class.");
}

/** The error for a data set, or something in it, by its name. */
export function fault(name: string, message: string, fix: string, cause?: unknown): InputError {
  return new InputError("invalid-dataset", `${name}: ${message}.`, {
    field: "dataset",
    value: name,
    fix,
    cause,
  });
}
