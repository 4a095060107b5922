import { segmentsLength, type Segment } from "../segments.js";
import { Emitter, type EmittedModel } from "./emitter.js";
import { encodeModel, FIELD } from "./proto.js";
import { externalWeights, inlineWeights, type OnnxDtype, type OnnxWeight } from "./weights.js";
import { WireWriter } from "./wire.js";

/** The operator set of written models: the first with Gelu. */
export const OPSET = 20;
const IR_VERSION = 9;
/** Protobuf's limit on a message, and so on a model without external data. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

type Metadata = Readonly<Record<string, string>>;

/** An ONNX model to write. */
export interface OnnxModel extends EmittedModel {
  readonly metadata?: Metadata;
}

/**
 * An ONNX model as segments: the graph as bytes at hand, weights where they lie. Throws a `RangeError` for a
 * model over protobuf's 2 GiB.
 */
export function onnxSegments(model: OnnxModel): Segment[] {
  const emitter = new Emitter(model);
  const head = modelHead(model.metadata, model.portable);
  const weights = inlineWeights(emitter.weights(), model.dtype ?? "float32");
  const segments = assembled(head, [bytes(emitter.graph()), ...weights]);
  const length = segmentsLength(segments);
  if (length > MAX_MODEL_BYTES) {
    throw new RangeError(`an ONNX model of ${length} bytes is over protobuf's limit of 2 GiB`);
  }
  return segments;
}

/** A model's file, and the file that holds its weights if that is another. */
export interface OnnxFiles {
  readonly model: Segment[];
  readonly data?: Segment[];
}

/** A model whose graph is encoded: in one file, or in two where one would be over `maxBytes`. */
export function onnxFiles({
  graph,
  metadata,
  weights,
  dtype,
  location,
  maxBytes = MAX_MODEL_BYTES,
}: {
  graph: Uint8Array;
  metadata: Metadata;
  weights: readonly OnnxWeight[];
  dtype: OnnxDtype;
  /** The second file's name, ASCII. */
  location: string;
  maxBytes?: number;
}): OnnxFiles {
  const head = modelHead(metadata);
  const whole = assembled(head, [bytes(graph), ...inlineWeights(weights, dtype)]);
  if (segmentsLength(whole) <= maxBytes) {
    return { model: whole };
  }
  const { initializers, data } = externalWeights(weights, dtype, location);
  return { model: assembled(head, [bytes(graph), ...initializers]), data };
}

/** The same model in memory. Its weights, if any, must be bytes at hand. */
export function onnxBytes(model: OnnxModel): Uint8Array {
  const parts = onnxSegments(model).map((segment) => {
    if (segment.kind !== "bytes") {
      throw new Error("a weight lies in a file");
    }
    return segment.bytes;
  });
  return Buffer.concat(parts);
}

const bytes = (content: Uint8Array): Segment => ({ kind: "bytes", bytes: content });

function modelHead(metadata: Metadata = {}, portable = true): Uint8Array {
  return encodeModel({
    ir_version: IR_VERSION,
    producer_name: "learngene",
    opset_import: [
      { domain: "", version: OPSET },
      ...(portable ? [] : [{ domain: "com.microsoft", version: 1 }]),
    ],
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

function assembled(head: Uint8Array, graph: readonly Segment[]): Segment[] {
  const prefix = new WireWriter().prefix(FIELD.modelGraph, segmentsLength(graph)).slice();
  return [bytes(head), bytes(prefix), ...graph];
}
