/** What is on the images that come with the page: of each data set, one test image of each class, in their order. */
export const sampleImages = {
  "fashion-mnist": [
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
  "mnist-digits": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
} as const;

export type SampleImages = keyof typeof sampleImages;

/** The images of the classes that a learngene tells apart; clothes where it tells others. */
export function samplesFor(labels: readonly string[] | undefined): SampleImages {
  const digits = sampleImages["mnist-digits"];
  const areDigits = labels?.length === digits.length && digits.every((digit, i) => labels[i] === digit);
  return areDigits ? "mnist-digits" : "fashion-mnist";
}
