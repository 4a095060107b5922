import type { Segment } from "../../formats/index.js";
import { networkModel, onnxSegments } from "../../formats/onnx/index.js";
import { InputError } from "../../model/index.js";
import { runSegment } from "../floats.js";
import { expandedManifest, type Expandable } from "../request.js";
import { expandedTensors } from "../tensors.js";
import type { ExpansionWriter } from "./writer.js";

/** An ONNX model, any batch size, whose weights are ranges of the learngene's file. */
export const onnxWriter: ExpansionWriter = {
  version: 1,
  contentType: "application/octet-stream",
  extension: "onnx",
  segments(expandable) {
    checkOnnxForm(expandable);
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
  const tensors = expandedTensors(expandable);
  const weights = new Map(tensors.map(({ name, values }) => [name, runSegment(values, "float32")]));
  return onnxSegments(networkModel(expandedManifest(expandable), weights));
}

/** Throws `invalid-request` for a form that is only to be had as safetensors. */
function checkOnnxForm({ dtype = "float32", dialect = "timm" }: Expandable): void {
  const only = (why: string, fix: string) =>
    new InputError("invalid-request", why, { field: "format", value: "onnx", fix });
  if (dtype !== "float32") {
    throw only(`${dtype} is only to be had as safetensors`, "Ask for safetensors, or for float32.");
  }
  if (dialect !== "timm") {
    const fix = `Ask for safetensors, or leave dialect=${dialect} out.`;
    throw only("an ONNX model has no dialects: it is run, not loaded by name", fix);
  }
}

function tooLarge({ plan }: Expandable, cause: RangeError): InputError {
  const message = `a network of ${plan.depth} of these layers is over the 2 GiB that an ONNX file can hold`;
  const fix = "Ask for safetensors, or for fewer layers.";
  return new InputError("invalid-plan", message, { field: "format", value: "onnx", fix, cause });
}
