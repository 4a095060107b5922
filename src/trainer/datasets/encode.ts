import sharp from "sharp";
import type { ImageDataset, ImageShape, Split } from "./dataset.js";
import type { LabelledImage, LabelledImages, LabelledSplit } from "./labelled-images.js";

/** A data set of pixels as one of encoded images, PNG, which loses nothing. */
export function encoded(dataset: ImageDataset): LabelledImages {
  const classes = dataset.labels ?? Array.from({ length: dataset.numClasses }, (_, i) => String(i));
  return {
    name: dataset.name,
    classes,
    train: encodedSplit("train", dataset, dataset.train),
    test: encodedSplit("test", dataset, dataset.test),
    fingerprint: dataset.digest,
  };
}

function encodedSplit(name: string, shape: ImageShape, { count, images, labels }: Split): LabelledSplit {
  async function* all(): AsyncGenerator<LabelledImage> {
    for (let i = 0; i < count; i++) {
      yield { name: `${name} image ${i}`, label: labels[i] ?? 0, encoded: await png(images.at(i), shape) };
    }
  }
  return { count, images: all };
}

/** From one plane a channel. Any number of channels but 1 and 3 is an error of the program. */
async function png(planes: Uint8Array, { channels, height, width }: ImageShape): Promise<Uint8Array> {
  if (channels !== 1 && channels !== 3) {
    throw new Error(`no PNG of ${channels} channels`);
  }
  const area = height * width;
  const pixels = Uint8Array.from(
    { length: channels * area },
    (_, i) => planes[(i % channels) * area + Math.floor(i / channels)] ?? 0,
  );
  // All that the bytes depend on is said here.
  return sharp(pixels, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .png({ compressionLevel: 9, adaptiveFiltering: false, palette: false })
    .toBuffer();
}
