import { readFashionMnistPackage } from "./fashion-mnist-package.js";
import type { Packaged } from "./packaged.js";

/** Fashion-MNIST: 28 x 28 grayscale, 10 classes, 60,000 training and 10,000 test images; see {@link readFashionMnistPackage}. */
export const fashionMnist: Packaged = {
  name: "fashion-mnist",
  digest: "sha256:3c9f3a41a51723b6d4812c14596ca4fb4de4ca9175476195bdcb246014de456d",
  channels: 1,
  height: 28,
  width: 28,
  numClasses: 10,
  labels: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  preprocessing: { mean: [0.286], std: [0.353], interpolation: "bilinear" },
  npmPackage: { name: "fashion-mnist", version: "1.1.0" },
  read: (directory) => readFashionMnistPackage(directory, fashionMnist),
};
