import type { Segment } from "../../formats/index.js";
import type { Expandable } from "../request.js";
import type { ExpansionWriter } from "./writer.js";

/** An ONNX model whose weights are ranges of the learngene's file. */
export const onnxWriter: ExpansionWriter = {
  version: 1,
  contentType: "application/octet-stream",
  extension: "onnx",
  segments: onnxSegments,
};

function onnxSegments(expandable: Expandable): Segment[] {
  throw new Error(`the ONNX writer is not there yet (asked for depth ${expandable.plan.depth})`);
}
