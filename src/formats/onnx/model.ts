import { sizeOf, type Shape } from "../../graph/index.js";
import { segmentsLength, type Segment } from "../segments.js";
import { Emitter, type EmittedModel } from "./emitter.js";
import { encodeModel, encodeTensor, FIELD, fieldPrefix, TENSOR_FLOAT } from "./proto.js";

/** The operator set of written models: the first with Gelu. */
export const OPSET = 20;
const IR_VERSION = 9;
/** Protobuf's limit on a message, and so on a model without external data. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** An ONNX model to write. */
export interface OnnxModel extends EmittedModel {
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * An ONNX model as segments: the graph as bytes at hand, weights where they lie. Throws a `RangeError` for a
 * model over protobuf's 2 GiB.
 */
export function onnxSegments(model: OnnxModel): Segment[] {
  const emitter = new Emitter(model);
  const head = encodeModel({
    ir_version: IR_VERSION,
    producer_name: "learngene",
    opset_import: [
      { domain: "", version: OPSET },
      ...((model.portable ?? true) ? [] : [{ domain: "com.microsoft", version: 1 }]),
    ],
    metadata_props: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  const weights = emitter.weights().flatMap(({ name, shape, data }) => initializer(name, shape, data));
  const graph = [bytes(emitter.graph()), ...weights];
  const segments = [bytes(head), bytes(fieldPrefix(FIELD.modelGraph, segmentsLength(graph))), ...graph];
  const length = segmentsLength(segments);
  if (length > MAX_MODEL_BYTES) {
    throw new RangeError(`an ONNX model of ${length} bytes is over protobuf's limit of 2 GiB`);
  }
  return segments;
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

/** A weight as a `GraphProto.initializer` field: its description made here, its bytes where they lie. */
function initializer(name: string, shape: Shape, data: Segment): Segment[] {
  const length = segmentsLength([data]);
  if (length !== 4 * sizeOf(shape)) {
    throw new Error(`${name}: ${length} bytes do not hold its shape`);
  }
  const description = encodeTensor({ dims: shape, data_type: TENSOR_FLOAT, name });
  const rawPrefix = fieldPrefix(FIELD.tensorRawData, length);
  const total = description.byteLength + rawPrefix.byteLength + length;
  const prefix = Buffer.concat([fieldPrefix(FIELD.graphInitializer, total), description, rawPrefix]);
  return [bytes(prefix), data];
}
