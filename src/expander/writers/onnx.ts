import { onnxSegments } from "../../formats/onnx/index.js";
import { networkMetadata, type Segment } from "../../formats/index.js";
import { ANY_BATCH, Graph } from "../../graph/index.js";
import { imagesShape, InputError, NETWORK_IO, networkLogits } from "../../model/index.js";
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
  const { learngene, plan } = expandable;
  const { architecture } = learngene.manifest;
  const tensors = new Map(expandedTensors(learngene, plan).map((tensor) => [tensor.name, tensor]));
  const graph = new Graph();
  const images = graph.input(NETWORK_IO.images, imagesShape(architecture, ANY_BATCH));
  const logits = networkLogits(architecture, plan.depth, images, (name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new Error(`the network reads ${name}, which the expansion does not make`);
    }
    return graph.input(name, tensor.shape);
  });
  return onnxSegments({
    outputs: new Map([[NETWORK_IO.logits, logits]]),
    weights: new Map([...tensors].map(([name, { segment }]) => [name, segment])),
    metadata: networkMetadata(expandedManifest(expandable)),
  });
}

function tooLarge({ plan }: Expandable, cause: RangeError): InputError {
  const message = `a network of ${plan.depth} of these layers is over the 2 GiB that an ONNX file can hold`;
  const fix = "Ask for safetensors, or for fewer layers.";
  return new InputError("invalid-plan", message, { field: "format", value: "onnx", fix, cause });
}
