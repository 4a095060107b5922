import { openSync, readSync } from "node:fs";
import { onSharedMemory } from "./shared-bytes.js";

/** Images of one size, read by their place. */
export interface Images {
  /** Image `index`, `[channels, height, width]`, 0 to 255. Good until the next call; not to be written to. */
  at(index: number): Uint8Array;
  /** What another thread of this process opens the same images by; they lie in memory once all the same. */
  shared(): SharedImages;
}

/** Images as they can be sent to another thread, for {@link openShared} there. */
export type SharedImages =
  | { readonly kind: "memory"; readonly bytes: Uint8Array; readonly size: number }
  | {
      readonly kind: "file";
      readonly file: number;
      readonly path: string;
      readonly start: number;
      readonly size: number;
    }
  | { readonly kind: "picked"; readonly images: SharedImages; readonly places: Uint32Array };

export function openShared(shared: SharedImages): Images {
  switch (shared.kind) {
    case "memory":
      return imagesInMemory(shared.bytes, shared.size);
    case "file":
      return imagesInOpenFile(shared);
    case "picked":
      return pickedImages(openShared(shared.images), shared.places);
  }
}

/** Images that lie in memory one after another, `size` bytes each. Shared, they move to memory that threads can share. */
export function imagesInMemory(bytes: Uint8Array, size: number): Images {
  let own = bytes;
  return {
    at: (index) => own.subarray(index * size, (index + 1) * size),
    shared() {
      own = onSharedMemory(own);
      return { kind: "memory", bytes: own, size };
    },
  };
}

/** Some of other images, in the order of `places`. */
export function pickedImages(images: Images, places: Uint32Array): Images {
  return {
    at: (index) => images.at(places[index] ?? 0),
    shared: () => ({ kind: "picked", images: images.shared(), places }),
  };
}

/**
 * Images that lie in a file one after another from `start`. The system's page cache keeps what is read often, as it
 * would for a file mapped into memory: data sets larger than memory can be trained on. The file stays open for as long
 * as the process.
 */
export function imagesInFile(path: string, start: number, size: number): Images {
  return imagesInOpenFile({ kind: "file", file: openSync(path, "r"), path, start, size });
}

/** The file is the process's: a thread reads what another one opened, even where it has no name any more. */
function imagesInOpenFile(shared: SharedImages & { kind: "file" }): Images {
  const { file, path, start, size } = shared;
  const image = new Uint8Array(size);
  return {
    at(index) {
      if (readSync(file, image, 0, size, start + index * size) !== size) {
        throw new Error(`${path} ends before its image ${index}`);
      }
      return image;
    },
    shared: () => shared,
  };
}
