import type { DatasetName } from "./dataset-names.js";
import { fashionMnist } from "./fashion-mnist.js";
import { mnistDigits } from "./mnist-digits.js";
import type { Packaged } from "./packaged.js";

/** What each named data set is. */
export const namedDatasets: Readonly<Record<DatasetName, Packaged>> = {
  "fashion-mnist": fashionMnist,
  "mnist-digits": mnistDigits,
};
