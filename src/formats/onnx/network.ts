import { ANY_BATCH, Graph } from "../../graph/index.js";
import {
  imagesShape,
  NETWORK_IO,
  networkLogits,
  networkTensors,
  type Architecture,
} from "../../model/index.js";
import { networkMetadata, type NetworkManifest } from "../network/index.js";
import type { Segment } from "../segments.js";
import { layeredGraph, type LayeredGraph } from "./layers.js";
import { onnxFiles, type OnnxFiles, type OnnxModel } from "./model.js";
import type { OnnxDtype } from "./weights.js";

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

/** How a network's model is wanted. */
export interface NetworkFilesOptions {
  /** Type of its weights and of what it computes in; `images` and `logits` are float32 all the same. */
  readonly dtype: OnnxDtype;
  /** Name of the file that holds the weights where the model cannot, ASCII. */
  readonly location: string;
  /** Bytes that a model may have, weights included. Default: protobuf's 2 GiB. */
  readonly maxBytes?: number;
}

/** The model of {@link networkModel}, in some microseconds a layer, and its data file where it needs one. */
export function networkFiles(
  manifest: NetworkManifest,
  weights: ReadonlyMap<string, Segment>,
  { dtype, location, maxBytes }: NetworkFilesOptions,
): OnnxFiles {
  const { architecture, depth } = manifest;
  return onnxFiles({
    graph: graphOf(architecture, dtype).encode(depth),
    metadata: networkMetadata(manifest),
    weights: networkTensors(architecture, depth).map(({ name, shape }) => {
      const data = weights.get(name);
      if (data === undefined) {
        throw new Error(`the network reads ${name}, which is not among its weights`);
      }
      return { name, shape, data };
    }),
    dtype,
    location,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
}

/** Translating an architecture takes milliseconds; the last few are kept, at some 20 KB each. */
const known = new Map<string, LayeredGraph>();
const MAX_KNOWN = 64;

function graphOf(architecture: Architecture, dtype: OnnxDtype): LayeredGraph {
  const key = JSON.stringify([architecture, dtype]);
  const graph = known.get(key) ?? layeredGraph(architecture, dtype);
  known.delete(key);
  known.set(key, graph);
  for (const oldest of known.keys()) {
    if (known.size <= MAX_KNOWN) {
      break;
    }
    known.delete(oldest);
  }
  return graph;
}
