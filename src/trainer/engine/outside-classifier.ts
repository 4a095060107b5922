import { InputError, type Preprocessing } from "../../model/index.js";
import { imageSize, type ImageShape } from "../datasets/dataset.js";
import { openSession, tensorOn, type InferenceSession, type SessionOptions } from "./session.js";
import { readOutsideInput, type OutsideInput } from "./outside-input.js";
import { ImageConverter } from "./image-converter.js";

/** What tells images apart. */
export interface Logits {
  /** Logits of a batch, `[batch, classes]`; images are `dims`, `[batch, channels, height, width]`, preprocessed. */
  logits(images: Float32Array, dims: readonly number[]): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface OutsideOptions extends SessionOptions {
  /** What the images are that it will be shown, and how they were preprocessed. */
  readonly source: ImageShape & { readonly preprocessing: Preprocessing; readonly numClasses: number };
  /** Per channel of the model's input, on the 0..1 scale. Default: the images' own. */
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
}

/**
 * Any ONNX classifier with one float32 input of images. Its layout (NCHW or NHWC), size, channels and batch are read from
 * the file; images are scaled, made gray or coloured and normalized anew to suit it. Its first output must be the logits,
 * `[batch, classes]`, of the data set's classes in their order.
 */
export class OutsideClassifier implements Logits {
  readonly #session: InferenceSession;
  readonly #input: OutsideInput;
  readonly #converter: ImageConverter;
  readonly #classes: number;
  readonly #imageSize: number;

  private constructor(session: InferenceSession, input: OutsideInput, options: OutsideOptions) {
    this.#session = session;
    this.#input = input;
    this.#converter = new ImageConverter(options.source, input, options);
    this.#classes = options.source.numClasses;
    this.#imageSize = imageSize(options.source);
  }

  /** Throws `invalid-onnx` for a file that is none, or of a model that takes or gives something else. */
  static async open(model: Uint8Array, options: OutsideOptions): Promise<OutsideClassifier> {
    const session = await openSession(model, options).catch((cause: unknown) => {
      const why = String(cause instanceof Error ? cause.message : cause).split("\n")[0] ?? "";
      throw new InputError("invalid-onnx", `ONNX Runtime cannot read the model: ${why}`, { cause });
    });
    try {
      return new OutsideClassifier(session, readOutsideInput(session.inputMetadata, options.source), options);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async logits(images: Float32Array): Promise<Float32Array> {
    const count = images.length / this.#imageSize;
    const batch = this.#input.batch ?? count;
    const all = new Float32Array(count * this.#classes);
    for (let first = 0; first < count; first += batch) {
      const size = Math.min(batch, count - first);
      const some = images.subarray(first * this.#imageSize, (first + size) * this.#imageSize);
      const logits = await this.#run(this.#converter.convert(some, batch), batch);
      all.set(logits.subarray(0, size * this.#classes), first * this.#classes);
    }
    return all;
  }

  async #run(images: Float32Array, batch: number): Promise<Float32Array> {
    const { name, isChannelsLast, channels, height, width } = this.#input;
    const dims = isChannelsLast ? [batch, height, width, channels] : [batch, channels, height, width];
    const results = await this.#session.run({ [name]: tensorOn(images, dims) });
    const logits = results[this.#session.outputNames[0] ?? ""];
    if (!(logits?.data instanceof Float32Array)) {
      throw new InputError("invalid-onnx", "the model's first output is not float32");
    }
    if (logits.data.length !== batch * this.#classes) {
      const classes = logits.data.length / batch;
      throw new InputError(
        "invalid-onnx",
        `the model's first output has ${classes} numbers an image, for ${this.#classes} classes`,
        { fix: "Use a model that tells the data set's classes apart, its logits first." },
      );
    }
    return logits.data;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
