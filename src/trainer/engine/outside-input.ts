import { InputError } from "../../model/index.js";
import type { ImageShape } from "../datasets/dataset.js";
import type { InferenceSession } from "./session.js";

/** What an ONNX model takes. */
export interface OutsideInput extends ImageShape {
  readonly name: string;
  /** NHWC, as TensorFlow has it, and not NCHW. */
  readonly isChannelsLast: boolean;
  /** Images at once; `undefined`: as many as wanted. */
  readonly batch: number | undefined;
}

/**
 * Reads what a model takes from its input's shape: four axes, the second (NCHW) or the last (NHWC) of 1 or 3 channels.
 * Where the file leaves sizes open they are those of `source`. Throws `invalid-onnx` for anything else.
 */
export function readOutsideInput(
  inputs: InferenceSession["inputMetadata"],
  source: ImageShape,
): OutsideInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    throw refused(`it has ${inputs.length} inputs`);
  }
  if (!input.isTensor || input.type !== "float32" || input.shape.length !== 4) {
    const shape = input.isTensor ? `${input.type} [${input.shape.join(", ")}]` : "no tensor";
    throw refused(`its input ${input.name} is ${shape}`);
  }
  const [batch, second, third, last] = input.shape.map(sizeOf);
  const isChannelsLast = !isChannels(second) && isChannels(last);
  const [channels, height, width] = isChannelsLast ? [last, second, third] : [second, third, last];
  if (channels !== undefined && !isChannels(channels)) {
    throw refused(`its input ${input.name} is [${input.shape.join(", ")}], neither axis of 1 or 3 channels`);
  }
  return {
    name: input.name,
    isChannelsLast,
    batch,
    channels: channels ?? source.channels,
    height: height ?? source.height,
    width: width ?? source.width,
  };
}

/** Sizes that the file leaves open are names, or not positive. */
const sizeOf = (size: number | string) => (typeof size === "number" && size > 0 ? size : undefined);

const isChannels = (size: number | undefined) => size === 1 || size === 3;

function refused(why: string): InputError {
  return new InputError("invalid-onnx", `the model is no classifier of images: ${why}`, {
    fix: "Use one with a single float32 input of images, NCHW or NHWC.",
  });
}
