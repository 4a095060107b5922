import { sizeOf, type Shape } from "../../graph/index.js";
import { segmentLength, segmentsLength, type Segment } from "../segments.js";
import { FIELD } from "./proto.js";
import { fieldLength, numberLength, WireWriter } from "./wire.js";

/** Types that a model's floating-point numbers can have. */
export type OnnxDtype = "float32" | "float16";

/** By type: its number in `TensorProto.DataType`, and the bytes of an element. */
export const onnxDtypes: Readonly<Record<OnnxDtype, { readonly code: number; readonly size: number }>> = {
  float32: { code: 1, size: 4 },
  float16: { code: 10, size: 2 },
};

/** A weight of a model and where its bytes come from. */
export interface OnnxWeight {
  /** ASCII. */
  readonly name: string;
  readonly shape: Shape;
  readonly data: Segment;
}

/** Weights as `GraphProto.initializer` fields: descriptions made here, bytes where they lie. */
export function inlineWeights(weights: readonly OnnxWeight[], dtype: OnnxDtype): Segment[] {
  const writer = new WireWriter();
  const starts = weights.map((weight) => {
    const start = writer.length;
    const length = checkedLength(weight, dtype);
    writer.prefix(FIELD.graphInitializer, descriptionLength(weight, dtype) + fieldLength(length));
    describe(writer, weight, dtype);
    writer.prefix(FIELD.tensorRawData, length);
    return start;
  });
  return weights.flatMap(({ data }, i) => [
    { kind: "bytes" as const, bytes: writer.slice(starts[i], starts[i + 1]) },
    data,
  ]);
}

/** Where a weight of a data file starts is a multiple of this, so that it can be mapped into memory. */
const ALIGNMENT = 4096;

/**
 * Weights as initializers that refer to a file beside the model, and that file. ONNX calls it external data; a model
 * over protobuf's 2 GiB needs it.
 *
 * @param location the file's name, ASCII
 */
export function externalWeights(
  weights: readonly OnnxWeight[],
  dtype: OnnxDtype,
  location: string,
): { initializers: Segment[]; data: Segment[] } {
  const writer = new WireWriter();
  const data: Segment[] = [];
  let offset = 0;
  for (const weight of weights) {
    const length = checkedLength(weight, dtype);
    const padding = (ALIGNMENT - (offset % ALIGNMENT)) % ALIGNMENT;
    offset += padding;
    data.push({ kind: "bytes", bytes: new Uint8Array(padding) }, weight.data);
    const entries = [
      ["location", location],
      ["offset", String(offset)],
      ["length", String(length)],
    ] as const;
    const lengths = entries.map(([key, value]) => fieldLength(key.length) + fieldLength(value.length));
    const total = lengths.reduce((sum, each) => sum + fieldLength(each), descriptionLength(weight, dtype));
    writer.prefix(FIELD.graphInitializer, total + numberLength(EXTERNAL));
    describe(writer, weight, dtype);
    entries.forEach(([key, value], i) => {
      writer
        .prefix(TENSOR.externalData, lengths[i] ?? 0)
        .text(1, key)
        .text(2, value);
    });
    writer.number(TENSOR.dataLocation, EXTERNAL);
    offset += length;
  }
  return { initializers: [{ kind: "bytes", bytes: writer.slice() }], data };
}

/** Fields of `TensorProto`. */
const TENSOR = { dims: 1, dataType: 2, name: 8, externalData: 13, dataLocation: 14 } as const;
const EXTERNAL = 1;

function describe(writer: WireWriter, { name, shape }: OnnxWeight, dtype: OnnxDtype): void {
  for (const size of shape) {
    writer.number(TENSOR.dims, size);
  }
  writer.number(TENSOR.dataType, onnxDtypes[dtype].code).text(TENSOR.name, name);
}

function descriptionLength({ name, shape }: OnnxWeight, dtype: OnnxDtype): number {
  const dims = shape.reduce((sum, size) => sum + numberLength(size), 0);
  return dims + numberLength(onnxDtypes[dtype].code) + fieldLength(name.length);
}

function checkedLength({ name, shape, data }: OnnxWeight, dtype: OnnxDtype): number {
  const length = segmentLength(data);
  if (length !== onnxDtypes[dtype].size * sizeOf(shape)) {
    throw new Error(`${name}: ${length} bytes do not hold its shape`);
  }
  return length;
}

/** Bytes of all weights, their descriptions left out. */
export function weightsLength(weights: readonly OnnxWeight[]): number {
  return segmentsLength(weights.map(({ data }) => data));
}
