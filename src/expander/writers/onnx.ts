import { networkFiles, type OnnxDtype } from "../../formats/onnx/index.js";
import { InputError } from "../../model/index.js";
import { runSegment } from "../floats.js";
import { expandedManifest, type Expandable } from "../request.js";
import { expandedTensors } from "../tensors.js";
import type { ExpansionWriter } from "./writer.js";

/**
 * An ONNX model, any batch size, whose weights are made of the learngene's file. One over 2 GiB, which protobuf cannot
 * hold, refers to a second file that has the weights.
 */
export const onnxWriter: ExpansionWriter = {
  version: 2,
  contentType: "application/octet-stream",
  extension: "onnx",
  files(expandable, location) {
    const dtype = onnxDtype(expandable);
    const tensors = expandedTensors(expandable);
    const weights = new Map(tensors.map(({ name, values }) => [name, runSegment(values, dtype)]));
    const { model, data } = networkFiles(expandedManifest(expandable), weights, { dtype, location });
    return { file: model, ...(data === undefined ? {} : { data }) };
  },
};

/** Throws `invalid-request` for a form that is only to be had as safetensors. */
function onnxDtype({ dtype = "float32", dialect = "timm" }: Expandable): OnnxDtype {
  const only = (why: string, fix: string) =>
    new InputError("invalid-request", why, { field: "format", value: "onnx", fix });
  if (dtype === "bfloat16") {
    throw only("bfloat16 is only to be had as safetensors", "Ask for safetensors, or for float16.");
  }
  if (dialect !== "timm") {
    const fix = `Ask for safetensors, or leave dialect=${dialect} out.`;
    throw only("an ONNX model has no dialects: it is run, not loaded by name", fix);
  }
  return dtype;
}
