import { closeSync, openSync, readSync } from "node:fs";

/** Images of one size, read by their place. */
export interface Images {
  /** Image `index`, `[channels, height, width]`, 0 to 255. Good until the next call; not to be written to. */
  at(index: number): Uint8Array;
}

/** Images that lie in memory one after another, `size` bytes each. */
export function imagesInMemory(bytes: Uint8Array, size: number): Images {
  return { at: (index) => bytes.subarray(index * size, (index + 1) * size) };
}

/** Some of other images, in the order of `places`. */
export function pickedImages(images: Images, places: ArrayLike<number>): Images {
  return { at: (index) => images.at(places[index] ?? 0) };
}

/**
 * Images that lie in a file one after another from `start`. The system's page cache keeps what is read often, as it
 * would for a file mapped into memory: data sets larger than memory can be trained on. The file stays open for as long
 * as the process.
 */
export function imagesInFile(path: string, start: number, size: number): Images {
  const file = openSync(path, "r");
  const image = new Uint8Array(size);
  return {
    at(index) {
      if (readSync(file, image, 0, size, start + index * size) !== size) {
        closeSync(file);
        throw new Error(`${path} ends before its image ${index}`);
      }
      return image;
    },
  };
}
