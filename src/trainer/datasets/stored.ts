/** Data sets that the registry keeps: one Parquet file each, under its digest. */
import type { RandomAccess } from "../../formats/index.js";
import type { DatasetFacts } from "../../registry/index.js";
import type { ImageDataset, ImageShape } from "./dataset.js";
import { decodeImage, encodedShape } from "./decode-image.js";
import { brokenImage, chunked, decoded, type DecodeOptions } from "./decoded.js";
import { fault, type LabelledImage, type LabelledImages } from "./labelled-images.js";
import { labelledOf } from "./parquet.js";
import { ParquetFile } from "./parquet-file.js";

/** A file of the registry, open while it is read. */
export interface StoredDataset {
  /** For people: `owner/name`. */
  readonly name: string;
  readonly digest: string;
  readonly file: RandomAccess;
}

/**
 * Opens a data set of the registry. Images are decoded into the cache by the file's digest: what was decoded once is not
 * read again, and the file may be closed once this resolves. Throws `invalid-dataset`.
 */
export async function openStoredDataset(
  stored: StoredDataset,
  options: DecodeOptions,
): Promise<ImageDataset> {
  return decoded(await labelledStored(stored), options);
}

/** The data set's images, as the file has them. Throws `invalid-dataset`. */
export async function labelledStored({ name, digest, file }: StoredDataset): Promise<LabelledImages> {
  const images = labelledOf(name, [await ParquetFile.from(name, digest, file)]);
  // Whatever it is called: under two names it is decoded once.
  return { ...images, fingerprint: digest };
}

/** Images that are decoded at a time to check them: a server has its threads for other work, too. */
const CHECKED_AT_ONCE = 2;

/** Longest name of a class that the registry keeps, in characters. */
const MAX_CLASS_NAME = 200;

/**
 * Checks a Parquet file of images wholly: columns, labels, both splits, that every image decodes. Says what is in it.
 * Throws `invalid-dataset` naming the row.
 */
export async function inspectParquet(name: string, file: RandomAccess): Promise<DatasetFacts> {
  const images = await labelledStored({ name, digest: "", file });
  checkClassNames(name, images.classes);
  const shapes: ImageShape[] = [];
  for (const split of [images.train, images.test]) {
    for await (const some of chunked(split.images(), CHECKED_AT_ONCE)) {
      for (const shape of await Promise.all(some.map(checkImage))) {
        if (!shapes.some((seen) => sameShape(seen, shape))) {
          shapes.push(shape);
        }
      }
    }
  }
  const common = (of: keyof ImageShape) => {
    const values = new Set(shapes.map((shape) => shape[of]));
    const [value] = values;
    return values.size === 1 && value !== undefined ? value : null;
  };
  return {
    rows: { train: images.train.count, test: images.test.count },
    classes: images.classes,
    image: { channels: common("channels"), height: common("height"), width: common("width") },
  };
}

function sameShape(a: ImageShape, b: ImageShape): boolean {
  return a.channels === b.channels && a.height === b.height && a.width === b.width;
}

/** The image's shape, once all of it was decoded. */
async function checkImage(image: LabelledImage): Promise<ImageShape> {
  try {
    const shape = await encodedShape(image.encoded);
    await decodeImage(image.encoded, shape);
    return shape;
  } catch (cause) {
    throw brokenImage(image.name, cause, "Mend it or leave it out.");
  }
}

function checkClassNames(name: string, classes: readonly string[]): void {
  const wrong = classes.find((each) => each.length > MAX_CLASS_NAME || /\0|\p{Cs}/u.test(each));
  if (wrong !== undefined) {
    const message = `the class ${JSON.stringify(wrong.slice(0, 60))} has a name that cannot be kept`;
    throw fault(name, message, `Give it at most ${MAX_CLASS_NAME} characters, without NUL.`);
  }
}
