import sharp from "sharp";
import type { ImageShape } from "./dataset.js";

/** An image's own size and channels, before it is decoded. */
export async function encodedShape(encoded: Uint8Array): Promise<ImageShape> {
  const { width, height, channels, space } = await sharp(encoded, options).metadata();
  const grey = space === "b-w" || channels < 3;
  return { channels: grey ? 1 : 3, height, width };
}

/**
 * Decodes an image to `[channels, height, width]` bytes: grayscale for one channel, sRGB for three, what is transparent
 * on black. One of another size is scaled (bicubic) until it covers the shape, and the middle is kept, as timm measures.
 * Orientation tags are left alone, as PIL leaves them. Throws sharp's error for what is no whole image.
 */
export async function decodeImage(encoded: Uint8Array, shape: ImageShape): Promise<Uint8Array> {
  const { channels, height, width } = shape;
  const { data, info } = await sharp(encoded, options)
    .flatten({ background: "black" })
    .resize({ width, height, fit: "cover", kernel: "cubic" })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return planes(data, info.channels, shape);
}

// A damaged image is to fail, and a small file that claims to be huge not to fill the memory.
const options = { failOn: "warning", limitInputPixels: 100_000_000 } as const;

/** From interleaved pixels to one plane a channel. */
function planes(pixels: Uint8Array, given: number, { channels, height, width }: ImageShape): Uint8Array {
  const area = height * width;
  const out = new Uint8Array(channels * area);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < area; i++) {
      out[channel * area + i] = pixels[i * given + Math.min(channel, given - 1)] ?? 0;
    }
  }
  return out;
}
