import type { Segment } from "../../formats/index.js";
import { networkModel, onnxSegments } from "../../formats/onnx/index.js";
import { InputError } from "../../model/index.js";
import { expandedManifest, type Expandable } from "../request.js";
import { expandedTensors } from "../tensors.js";
import type { ExpansionWriter } from "./writer.js";

/** An ONNX model, any batch size, whose weights are ranges of the learngene's file. */
export const onnxWriter: ExpansionWriter = {
  version: 1,
  contentType: "application/octet-stream",
  extension: "onnx",
  segments(expandable) {
    try {
      return modelSegments(expandable);
    } catch (error) {
      if (error instanceof RangeError) {
        throw tooLarge(expandable, error);
      }
      throw error;
    }
  },
};

function modelSegments(expandable: Expandable): Segment[] {
  const tensors = expandedTensors(expandable.learngene, expandable.plan);
  const weights = new Map(tensors.map(({ name, segment }) => [name, segment]));
  return onnxSegments(networkModel(expandedManifest(expandable), weights));
}

function tooLarge({ plan }: Expandable, cause: RangeError): InputError {
  const message = `a network of ${plan.depth} of these layers is over the 2 GiB that an ONNX file can hold`;
  const fix = "Ask for safetensors, or for fewer layers.";
  return new InputError("invalid-plan", message, { field: "format", value: "onnx", fix, cause });
}
