import { bytesFromFloats } from "../formats/index.js";
import { networkModel, onnxBytes } from "../formats/onnx/index.js";
import type { NetworkWeights } from "./network-weights.js";

/** A network as an ONNX model. Throws a `RangeError` for one over protobuf's 2 GiB. */
export function exportOnnx({ manifest, tensors }: NetworkWeights): Uint8Array {
  const weights = [...tensors].map(
    ([name, values]) => [name, { kind: "bytes", bytes: bytesFromFloats(values) }] as const,
  );
  return onnxBytes(networkModel(manifest, new Map(weights)));
}
