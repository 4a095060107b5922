import { ANY_BATCH, Graph } from "../../graph/index.js";
import { onnxBytes } from "../../formats/onnx/index.js";
import {
  imagesShape,
  InputError,
  NETWORK_IO,
  networkLogits,
  plannedTensors,
  type Architecture,
  type Plan,
  type TensorSpec,
} from "../../model/index.js";
import { openSession, tensorOn, type InferenceSession, type SessionOptions, type Tensor } from "./session.js";

/** A network that turns images into logits. */
export class Classifier {
  readonly #session: InferenceSession;
  readonly #weights: () => Readonly<Record<string, Tensor>>;

  private constructor(session: InferenceSession, weights: () => Readonly<Record<string, Tensor>>) {
    this.#session = session;
    this.#weights = weights;
  }

  /**
   * An ONNX classifier with the input `images` and the output `logits`; `model` is a path or the bytes. Throws
   * `invalid-onnx` where ONNX Runtime cannot read it or it has other inputs and outputs.
   */
  static async fromOnnx(model: string | Uint8Array, options: SessionOptions): Promise<Classifier> {
    const session = await openSession(model, options).catch((cause: unknown) => {
      throw new InputError("invalid-onnx", `ONNX Runtime cannot read the model: ${firstLine(cause)}`, {
        cause,
      });
    });
    const names = [...session.inputNames, ...session.outputNames].join();
    if (names !== `${NETWORK_IO.images},${NETWORK_IO.logits}`) {
      await session.release();
      throw new InputError(
        "invalid-onnx",
        `the model must have one input "images" and one output "logits", not ${names}`,
      );
    }
    return new Classifier(session, () => ({}));
  }

  /**
   * A network whose weights are fed at each run, so that it follows weights that move.
   *
   * @param tensors its inputs: the network's tensors, or with a plan the learngene's
   * @param weights the same as tensors, asked for at each run
   */
  static async fromWeights(
    network: { architecture: Architecture; depth: number; plan?: Plan; tensors: readonly TensorSpec[] },
    weights: () => Readonly<Record<string, Tensor>>,
    options: SessionOptions,
  ): Promise<Classifier> {
    const { architecture, depth, plan, tensors } = network;
    const graph = new Graph();
    const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
    const stored = (name: string) => graph.input(name, shapes.get(name) ?? []);
    const lookup = plan === undefined ? stored : plannedTensors(plan, stored);
    const images = graph.input(NETWORK_IO.images, imagesShape(architecture, ANY_BATCH));
    const logits = networkLogits(architecture, depth, images, lookup);
    const model = onnxBytes({ outputs: new Map([[NETWORK_IO.logits, logits]]), portable: false });
    const session = await openSession(model, options);
    // A plan may leave stages out, whose tensors the graph then does not have.
    const read = new Set(session.inputNames);
    const fed = () => Object.fromEntries(Object.entries(weights()).filter(([name]) => read.has(name)));
    return new Classifier(session, fed);
  }

  /**
   * Logits of a batch.
   *
   * @param images `[batch, channels, height, width]`, preprocessed
   * @returns `[batch, classes]`
   */
  async logits(images: Float32Array, dims: readonly number[]): Promise<Float32Array> {
    const feeds = { ...this.#weights(), [NETWORK_IO.images]: tensorOn(images, dims) };
    const { [NETWORK_IO.logits]: logits } = await this.#session.run(feeds);
    if (!(logits?.data instanceof Float32Array)) {
      throw new InputError("invalid-onnx", "the model's logits are not float32");
    }
    return logits.data;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

const firstLine = (error: unknown) =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
