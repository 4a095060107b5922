import { greyToRgba, type ImageShape } from "../model/images.js";
import { sampleImages, type SampleImages } from "../model/sample-images.js";
import clothes from "../samples/fashion-mnist.bin?url&no-inline";
import digits from "../samples/mnist-digits.bin?url&no-inline";

/** Height and width of the images that come with the page. */
const SIZE = 28;

const addresses: Readonly<Record<SampleImages, string>> = {
  "fashion-mnist": clothes,
  "mnist-digits": digits,
};

/** The sample images of a data set, in the order of {@link sampleImages}. */
export async function loadSamples(name: SampleImages): Promise<ImageData[]> {
  const response = await fetch(addresses[name]);
  if (!response.ok) {
    throw new Error(`the sample images are not to be had: ${response.status}`);
  }
  const grey = new Uint8Array(await response.arrayBuffer());
  return sampleImages[name].map((_, i) => {
    const pixels = grey.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE);
    return new ImageData(greyToRgba(pixels), SIZE, SIZE);
  });
}

/** Somebody's own image. Throws where the browser cannot decode it. */
export async function decodeImage(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new Error("this is no image that the browser can read", { cause });
  });
  return drawn(bitmap, bitmap.width, bitmap.height);
}

/** The image at a network's size, its middle if it is no square; untouched if it has that size. */
export async function fit(image: ImageData, { size }: ImageShape): Promise<Uint8ClampedArray> {
  if (image.width === size && image.height === size) {
    return image.data;
  }
  const side = Math.min(image.width, image.height);
  const [x, y] = [(image.width - side) / 2, (image.height - side) / 2];
  const bitmap = await createImageBitmap(image, Math.floor(x), Math.floor(y), side, side, {
    resizeWidth: size,
    resizeHeight: size,
    resizeQuality: "high",
  });
  return drawn(bitmap, size, size).data;
}

function drawn(bitmap: ImageBitmap, width: number, height: number): ImageData {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) {
    throw new Error("this browser draws no images");
  }
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
