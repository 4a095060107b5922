import { ANY_BATCH, Graph } from "../../graph/index.js";
import { imagesShape, NETWORK_IO, networkLogits, networkTensors } from "../../model/index.js";
import { networkMetadata, type NetworkManifest } from "../network/index.js";
import type { Segment } from "../segments.js";
import type { OnnxModel } from "./model.js";

/**
 * A whole network as an ONNX model: input `images` of any batch, output `logits`, its manifest in the metadata.
 *
 * @param weights the bytes of each of its tensors, under timm's names
 */
export function networkModel(manifest: NetworkManifest, weights: ReadonlyMap<string, Segment>): OnnxModel {
  const { architecture, depth } = manifest;
  const shapes = new Map(networkTensors(architecture, depth).map(({ name, shape }) => [name, shape]));
  const graph = new Graph();
  const images = graph.input(NETWORK_IO.images, imagesShape(architecture, ANY_BATCH));
  const logits = networkLogits(architecture, depth, images, (name) => {
    const shape = shapes.get(name);
    if (shape === undefined || !weights.has(name)) {
      throw new Error(`the network reads ${name}, which is not among its weights`);
    }
    return graph.input(name, shape);
  });
  return {
    outputs: new Map([[NETWORK_IO.logits, logits]]),
    weights,
    metadata: networkMetadata(manifest),
  };
}
