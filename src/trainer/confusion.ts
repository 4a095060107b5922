import { InputError } from "../model/index.js";

/** What was said of images of each class. */
export class Confusion {
  readonly classes: number;
  readonly #counts: Uint32Array;
  #topFive = 0;
  #images = 0;

  constructor(classes: number) {
    if (classes > MOST_CLASSES) {
      throw new InputError(
        "invalid-request",
        `a confusion matrix of ${classes} classes is too large; ${MOST_CLASSES} are the most`,
        { field: "--confusion" },
      );
    }
    this.classes = classes;
    this.#counts = new Uint32Array(classes * classes);
  }

  /** Takes in `[rows, classes]` logits, of which the first `labels.length` rows count. A tie goes to the first class. */
  add(logits: Float32Array, labels: Int32Array): void {
    for (const [row, label] of labels.entries()) {
      const values = logits.subarray(row * this.classes, (row + 1) * this.classes);
      const own = values[label] ?? Number.NaN;
      const said = values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0);
      const above = values.reduce(
        (count, value, i) => count + (value > own || (value === own && i < label) ? 1 : 0),
        0,
      );
      const at = label * this.classes + said;
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
      this.#topFive += above < TOP ? 1 : 0;
    }
    this.#images += labels.length;
  }

  /** Rows are classes as labelled, columns as said; counts of images. */
  get matrix(): number[][] {
    return Array.from({ length: this.classes }, (_, row) =>
      Array.from(this.#counts.subarray(row * this.classes, (row + 1) * this.classes)),
    );
  }

  /** Share of a class's images of which it was said (recall), 0 to 1; `null` for a class without images. */
  get perClass(): (number | null)[] {
    return this.matrix.map((row, label) => {
      const images = row.reduce((sum, count) => sum + count, 0);
      return images === 0 ? null : (row[label] ?? 0) / images;
    });
  }

  /** Mean of {@link perClass} over the classes with images: every class counts alike, however many images it has. */
  get balancedAccuracy(): number {
    const shares = this.perClass.filter((share) => share !== null);
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  /** Share of images whose class is among the five largest logits. */
  get topFive(): number {
    return this.#topFive / this.#images;
  }
}

const TOP = 5;

/** 1,000 classes are 4 MB. */
const MOST_CLASSES = 4096;
