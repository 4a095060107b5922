import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../model/index.js";
import { imageSize, type ImageDataset, type ImageShape, type Split } from "./dataset.js";
import { decodeImage, encodedShape } from "./decode-image.js";
import { datasetDigest } from "./digest.js";
import { imagesInFile } from "./images.js";
import { fault, type LabelledImage, type LabelledImages, type LabelledSplit } from "./labelled-images.js";
import { pixelStatistics } from "./pixel-statistics.js";

/** How encoded images become those of a data set. */
export interface DecodeOptions {
  /** Keeps decoded images between runs; made if missing. */
  readonly cacheDirectory: string;
  /** Height and width, pixels. Default: those of the first image, and all others must have them. */
  readonly size?: number | undefined;
  /** Default: as the first image is. */
  readonly color?: "gray" | "rgb" | undefined;
  /** Whether an image that cannot be decoded is left out, with a note, or ends the run. Default: `fail`. */
  readonly broken?: "fail" | "skip" | undefined;
  /** Told of what takes time and of images that were left out. */
  readonly note?: ((text: string) => void) | undefined;
}

/** Raised when images are decoded in another way than before. */
const VERSION = 1;

const indexSchema = z.strictObject({
  digest: z.string(),
  channels: z.union([z.literal(1), z.literal(3)]),
  height: z.int().positive(),
  width: z.int().positive(),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  train: z.strictObject({ labels: z.array(z.int()), skipped: z.int() }),
  test: z.strictObject({ labels: z.array(z.int()), skipped: z.int() }),
});

type Index = z.infer<typeof indexSchema>;

/**
 * A data set of encoded images, each decoded once into a file that is then read as if it lay in memory. Mean and
 * deviation are those of the training images. Throws `invalid-dataset` naming the image that is broken or, without a
 * `size`, has another one.
 */
export async function decoded(images: LabelledImages, options: DecodeOptions): Promise<ImageDataset> {
  const { size, color, broken = "fail" } = options;
  const identity = JSON.stringify([VERSION, images.fingerprint, size, color, broken]);
  const key = createHash("sha256").update(identity).digest("hex").slice(0, 32);
  const directory = join(options.cacheDirectory, "datasets", "decoded", key);
  const index = (await readIndex(directory)) ?? (await decodeAll(images, directory, options));
  return datasetOf(images, directory, index);
}

async function readIndex(directory: string): Promise<Index | undefined> {
  try {
    return indexSchema.parse(JSON.parse(await readFile(join(directory, "index.json"), "utf8")));
  } catch {
    return undefined;
  }
}

function datasetOf(images: LabelledImages, directory: string, index: Index): ImageDataset {
  const { channels, height, width, mean, std } = index;
  const shape = { channels, height, width };
  return {
    name: images.name,
    digest: index.digest,
    ...shape,
    numClasses: images.classes.length,
    labels: images.classes,
    train: splitIn(directory, "train", shape, index.train.labels, images.classes.length),
    test: splitIn(directory, "test", shape, index.test.labels, images.classes.length),
    preprocessing: { mean, std, interpolation: "bicubic" },
  };
}

function splitIn(
  directory: string,
  name: string,
  shape: ImageShape,
  labels: readonly number[],
  classes: number,
): Split {
  return {
    count: labels.length,
    images: imagesInFile(join(directory, `${name}.u8`), 0, imageSize(shape)),
    labels: classes > 256 ? Uint16Array.from(labels) : Uint8Array.from(labels),
  };
}

/** Decodes into a neighbour of the directory, which takes its name once it is whole. */
async function decodeAll(images: LabelledImages, directory: string, options: DecodeOptions): Promise<Index> {
  const making = `${directory}.${randomUUID()}.tmp`;
  try {
    await makeDirectory(making);
    const shape = await shapeOf(images, options);
    const [train, test] = [
      await decodeSplit(images.train, join(making, "train.u8"), shape, options),
      await decodeSplit(images.test, join(making, "test.u8"), shape, options),
    ];
    const classes = images.classes.length;
    const splits = {
      train: splitIn(making, "train", shape, train.labels, classes),
      test: splitIn(making, "test", shape, test.labels, classes),
    };
    const index = {
      digest: datasetDigest(shape, splits.train, splits.test),
      ...shape,
      ...spread(images.name, pixelStatistics(shape, splits.train)),
      train,
      test,
    };
    await writeFile(join(making, "index.json"), JSON.stringify(index));
    // Another process may have been as fast: what it made is the same.
    await rename(making, directory).catch(() => undefined);
    return indexSchema.parse(index);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new InputError("data-directory-not-writable", `Decoded images cannot be kept in ${path}.`, {
      field: "data",
      value: path,
      fix: "Name a data directory that can be written to.",
      cause,
    });
  }
}

/** The shape that was asked for, or else that of the first image. */
async function shapeOf(images: LabelledImages, { size, color }: DecodeOptions): Promise<ImageShape> {
  for await (const image of images.train.images()) {
    const own = await encodedShape(image.encoded).catch(() => undefined);
    if (own !== undefined) {
      const channels = color === undefined ? own.channels : color === "gray" ? 1 : 3;
      return { channels, height: size ?? own.height, width: size ?? own.width };
    }
  }
  throw fault(images.name, "none of its images can be decoded", "Give PNG or JPEG images.");
}

/** Images that are decoded at a time: enough to keep the cores busy while others are read. */
export const IMAGES_AT_ONCE = 8;

async function decodeSplit(
  split: LabelledSplit,
  path: string,
  shape: ImageShape,
  options: DecodeOptions,
): Promise<Index["train"]> {
  const labels: number[] = [];
  let skipped = 0;
  const file = await open(path, "wx");
  try {
    for await (const images of chunked(split.images(), IMAGES_AT_ONCE)) {
      const pixels = await Promise.all(images.map((image) => decodeOne(image, shape, options)));
      for (const [i, image] of images.entries()) {
        const bytes = pixels[i];
        if (bytes === undefined) {
          skipped++;
        } else {
          await writeWhole(file, bytes);
          labels.push(image.label);
        }
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { labels, skipped };
}

/** The image's pixels; `undefined` if it is broken and may be left out. */
async function decodeOne(
  { name, encoded }: LabelledImage,
  shape: ImageShape,
  { size, color, broken, note }: DecodeOptions,
): Promise<Uint8Array | undefined> {
  try {
    if (size === undefined || color === undefined) {
      const own = await encodedShape(encoded);
      checkSize(name, size === undefined ? own : shape, shape);
      checkChannels(name, color === undefined ? own : shape, shape);
    }
    return await decodeImage(encoded, shape);
  } catch (cause) {
    if (cause instanceof InputError) {
      throw cause;
    }
    const fix = "Mend or remove it, or have broken images left out with --broken-images skip.";
    const error = brokenImage(name, cause, fix);
    if (broken !== "skip") {
      throw error;
    }
    note?.(`left out ${error.message}`);
    return undefined;
  }
}

/** The error for an image that cannot be decoded, by its place in the data set. */
export function brokenImage(name: string, cause: unknown, fix = "Mend or remove it."): InputError {
  const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "").slice(0, 200) : "unreadable";
  return fault(name, `it cannot be decoded (${why})`, fix, cause);
}

function checkSize(name: string, own: ImageShape, { height, width }: ImageShape): void {
  if (own.height !== height || own.width !== width) {
    const message = `it has ${own.width} x ${own.height} pixels, the first image ${width} x ${height}`;
    throw fault(name, message, "Have all of them scaled with --image-size.");
  }
}

function checkChannels(name: string, own: ImageShape, { channels }: ImageShape): void {
  if (own.channels !== channels) {
    const kind = (count: number) => (count === 1 ? "grey" : "coloured");
    const message = `it is ${kind(own.channels)}, the first image ${kind(channels)}`;
    throw fault(name, message, "Have all of them read alike with --image-color gray or rgb.");
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    at += (await file.write(bytes, at)).bytesWritten;
  }
}

/** The items in groups of `size`, the last of what is left. */
export async function* chunked<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}

/** Refuses images that are all of one colour: nothing could be normalised by them. */
function spread(
  name: string,
  statistics: { mean: number[]; std: number[] },
): { mean: number[]; std: number[] } {
  if (!statistics.std.every((std) => std > 0)) {
    throw fault(name, "all pixels of a channel have the same value", "Check how the images were made.");
  }
  return statistics;
}
