import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { InputError } from "../../model/index.js";
import {
  checkLabelled,
  fault,
  splitNamed,
  type LabelledImage,
  type LabelledImages,
  type LabelledSplit,
  type SplitName,
} from "./labelled-images.js";

const IMAGE_FILE = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

/** Whether a directory has a folder of training images. */
export async function isImageFolder(directory: string): Promise<boolean> {
  return (await foldersOf(directory)).some((name) => splitNamed(name) === "train");
}

/**
 * A folder of images as torchvision's `ImageFolder` and Hugging Face's `imagefolder` have them: `train/CLASS/….png`, and
 * `test/CLASS/…` (or `val`, `valid`, `validation`). Classes are the folders of `train/`, in order of their names; images
 * come in order of class and name. Throws `dataset-not-found`, `invalid-dataset`.
 */
export async function openImageFolder(directory: string): Promise<LabelledImages> {
  const folders = await foldersOf(directory);
  const classes = await classesOf(directory, folders);
  const [train, test] = [
    await listSplit(directory, folders, "train", classes),
    await listSplit(directory, folders, "test", classes),
  ];
  const hash = createHash("sha256");
  for (const { name, mark } of [...train, ...test]) {
    hash.update(`${name}\0${mark}\0`);
  }
  const labelled = {
    name: basename(resolve(directory)).slice(0, 200),
    classes,
    train: splitOf(directory, train),
    test: splitOf(directory, test),
    fingerprint: hash.digest("hex"),
  };
  checkLabelled(labelled);
  return labelled;
}

/** An image's file, without what is in it. */
interface ImageFile {
  /** Its path in the directory. */
  readonly name: string;
  readonly label: number;
  /** Size and time of its last change. */
  readonly mark: string;
}

async function classesOf(directory: string, folders: readonly string[]): Promise<string[]> {
  const train = folders.find((name) => splitNamed(name) === "train");
  if (train === undefined) {
    throw new InputError("dataset-not-found", `${directory} has no folder train/ of images`, {
      field: "dataset",
      value: directory,
      fix: "Give a directory with train/CLASS/IMAGE.png and test/CLASS/IMAGE.png.",
    });
  }
  return foldersOf(join(directory, train));
}

async function listSplit(
  directory: string,
  folders: readonly string[],
  split: SplitName,
  classes: readonly string[],
): Promise<ImageFile[]> {
  const folder = folders.find((name) => splitNamed(name) === split);
  if (folder === undefined) {
    return [];
  }
  const unknown = (await foldersOf(join(directory, folder))).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    const fix = `Name it as one of the folders of train/: ${classes.slice(0, 10).join(", ")}.`;
    throw fault(`${folder}/${unknown}`, "it is a class that no training image has", fix);
  }
  const lists = classes.map((name, label) => listClass(directory, `${folder}/${name}`, label));
  return (await Promise.all(lists)).flat();
}

async function listClass(directory: string, folder: string, label: number): Promise<ImageFile[]> {
  // A split need not have images of every class.
  const names = await readdir(join(directory, folder)).catch(() => []);
  const files = names.filter((name) => IMAGE_FILE.test(name)).sort();
  return Promise.all(
    files.map(async (file) => {
      const name = `${folder}/${file}`;
      const { size, mtimeMs } = await stat(join(directory, name));
      return { name, label, mark: `${size} ${mtimeMs}` };
    }),
  );
}

function splitOf(directory: string, files: readonly ImageFile[]): LabelledSplit {
  async function* images(): AsyncGenerator<LabelledImage> {
    for (const { name, label } of files) {
      yield { name, label, encoded: await readFile(join(directory, name)) };
    }
  }
  return { count: files.length, images };
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw new InputError("dataset-not-found", `${directory} cannot be read (${why})`, {
      field: "dataset",
      value: directory,
      cause,
    });
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
}
