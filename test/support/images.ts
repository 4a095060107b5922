/** Directories of IDX files with small images that a small network learns in a moment. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeIdx } from "../../src/formats/index.js";

/** How many images of what size; square, grey. */
export interface MadeImages {
  readonly train: number;
  readonly test: number;
  /** Pixels along an edge. */
  readonly size: number;
  readonly classes: number;
}

/** Writes a data set: images of class `c` are bright in band `c` of their rows, noisy elsewhere. */
export async function writeImages(directory: string, { train, test, ...of }: MadeImages): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, count, first] of [
    ["train", train, 0],
    ["t10k", test, train],
  ] as const) {
    const { images, labels } = made(first, count, of);
    await writeFile(
      join(directory, `${name}-images-idx3-ubyte`),
      writeIdx([count, of.size, of.size], images),
    );
    await writeFile(join(directory, `${name}-labels-idx1-ubyte`), writeIdx([count], labels));
  }
}

function made(first: number, count: number, { size, classes }: Pick<MadeImages, "size" | "classes">) {
  const images = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, (_, i) => (first + i) % classes);
  images.forEach((_, at) => {
    const image = Math.floor(at / (size * size));
    const row = Math.floor((at % (size * size)) / size);
    const bright = Math.floor((row * classes) / size) === labels[image];
    images[at] = noise(first * size * size + at) + (bright ? 60 : 0);
  });
  return { images, labels };
}

/** 0 to 159, the same for the same place. */
function noise(at: number): number {
  return (Math.imul(at + 1, 0x9e3779b1) >>> 8) % 160;
}
