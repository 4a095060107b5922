import { describe, expect, it } from "vitest";
import { bytesFromFloats, floatsFromBytes, type Segment } from "../../../src/formats/index.js";
import { onnxBytes, onnxSegments, OPSET, type OnnxModel } from "../../../src/formats/onnx/index.js";
import {
  add,
  ANY_BATCH,
  expand,
  gemm,
  Graph,
  layerNorm,
  layerNormStatistics,
  matmul,
  mul,
  reshape,
  type Value,
} from "../../../src/graph/index.js";
import { decodeOnnx } from "../../support/onnx-model.js";
import { runGraph } from "../../support/run-graph.js";

const floats = (...values: number[]): Segment => ({
  kind: "bytes",
  bytes: bytesFromFloats(Float32Array.from(values)),
});

/** `x W + b` with `W` 2 x 2 and `b` of 2. */
function affine(): OnnxModel {
  const graph = new Graph();
  const x = graph.input("x", [ANY_BATCH, 2]);
  const y = gemm(x, graph.input("w", [2, 2]), { c: graph.input("b", [2]) });
  return {
    outputs: new Map([["y", y]]),
    weights: new Map([
      ["w", floats(1, 2, 3, 4)],
      ["b", floats(10, 20)],
    ]),
    metadata: { network: '{"depth":9}', empty: "", ключ: "значение" },
  };
}

describe("an ONNX model", () => {
  it("says what it is", () => {
    const model = decodeOnnx(onnxBytes(affine()));
    expect(model).toMatchObject({
      ir_version: 9,
      producer_name: "learngene",
      opset_import: [{ domain: "", version: OPSET }],
      graph: { name: "network" },
    });
    expect(model.metadata_props).toEqual([
      { key: "network", value: '{"depth":9}' },
      { key: "empty", value: "" },
      { key: "ключ", value: "значение" },
    ]);
  });

  it("has inputs and outputs by name, the batch axis left open, and its weights inside", () => {
    const { graph } = decodeOnnx(onnxBytes(affine()));
    expect(graph.input).toEqual([{ name: "x", shape: ["batch", 2] }]);
    expect(graph.output).toEqual([{ name: "y", shape: ["batch", 2] }]);
    expect(graph.initializer).toMatchObject([
      { name: "w", dims: [2, 2], data_type: 1 },
      { name: "b", dims: [2], data_type: 1 },
    ]);
    expect(floatsFromBytes(graph.initializer[0]?.raw_data ?? new Uint8Array(0))).toEqual(
      Float32Array.of(1, 2, 3, 4),
    );
  });

  it("is of standard operators alone unless it may use ONNX Runtime's", () => {
    const graph = new Graph();
    const a = graph.input("a", [2, 3, 3]);
    const outputs = new Map([["y", matmul(a, a, { transB: true, scale: 2 })]]);
    const opsOf = (portable?: boolean) => {
      const model = decodeOnnx(onnxBytes({ outputs, ...(portable === undefined ? {} : { portable }) }));
      return {
        domains: model.opset_import.map(({ domain }) => domain),
        ops: model.graph.node.map(({ op_type: op, domain = "" }) => `${domain}${op}`),
      };
    };
    expect(opsOf()).toEqual({ domains: [""], ops: ["Transpose", "Mul", "MatMul"] });
    expect(opsOf(true)).toEqual(opsOf());
    expect(opsOf(false)).toEqual({ domains: ["", "com.microsoft"], ops: ["com.microsoftFusedMatMul"] });
  });

  it("holds the same bytes as its segments, ranges standing where weights lie in a file", () => {
    const model = affine();
    const stored = Buffer.concat([
      Buffer.from("before"),
      bytesFromFloats(Float32Array.of(1, 2, 3, 4, 10, 20)),
    ]);
    const ranges = new Map<string, Segment>([
      ["w", { kind: "range", offset: 6, length: 16 }],
      ["b", { kind: "range", offset: 22, length: 8 }],
    ]);
    const parts = onnxSegments({ ...model, weights: ranges }).map((segment) =>
      segment.kind === "range"
        ? stored.subarray(segment.offset, segment.offset + segment.length)
        : segment.kind === "bytes"
          ? segment.bytes
          : new Uint8Array(0),
    );
    expect(Buffer.concat(parts)).toEqual(Buffer.from(onnxBytes(model)));
    expect(onnxBytes(affine())).toEqual(onnxBytes(model));
  });

  it("is not put together in memory where a weight lies in a file", () => {
    const weights = new Map(affine().weights).set("w", { kind: "range", offset: 0, length: 16 });
    expect(() => onnxBytes({ ...affine(), weights })).toThrow("a weight lies in a file");
  });

  it("refuses weights of another length than their shape's", () => {
    const weights = new Map(affine().weights).set("b", floats(1, 2, 3));
    expect(() => onnxBytes({ ...affine(), weights })).toThrow("b: 12 bytes do not hold its shape");
  });

  it("fits protobuf's 2 GiB to the byte or is refused, its weights never read", () => {
    const sized = (count: number) => {
      const graph = new Graph();
      const x = graph.input("w", [count]);
      return {
        outputs: new Map([["y", add(x, graph.input("x", [1]))]]),
        weights: new Map<string, Segment>([["w", { kind: "range", offset: 0, length: 4 * count }]]),
      };
    };
    const lengthOf = (count: number) =>
      onnxSegments(sized(count)).reduce(
        (sum, segment) => sum + (segment.kind === "bytes" ? segment.bytes.byteLength : segment.length),
        0,
      );
    const largest = 2 ** 29 - 1 - Math.ceil((lengthOf(2 ** 28) - 2 ** 30) / 4);
    const counts = [largest - 8, largest + 8, 2 ** 29, 2 ** 40];
    const [below, ...above] = counts;
    expect(lengthOf(below ?? 0)).toBeLessThan(2 ** 31);
    for (const count of above) {
      expect(() => onnxSegments(sized(count))).toThrow(RangeError);
      expect(() => onnxSegments(sized(count))).toThrow("over protobuf's limit of 2 GiB");
    }
  });
});

describe("outputs of an ONNX model", () => {
  it("may be inputs, constants, or one value under several names", async () => {
    const graph = new Graph();
    const x = graph.input("x", [2]);
    const y = mul(x, 3);
    const outputs = { y, again: y, copied: x, number: graph.constant(4), z: add(y, 1) };
    for (const portable of [true, false]) {
      const results = await runGraph(outputs, { x: [1, 2] }, portable);
      expect(Object.fromEntries(Object.entries(results).map(([name, data]) => [name, [...data]]))).toEqual({
        y: [3, 6],
        again: [3, 6],
        copied: [1, 2],
        number: [4],
        z: [4, 7],
      });
    }
  });

  it("are written by the operators that compute them, with no copies in between", () => {
    const graph = new Graph();
    const y = mul(graph.input("x", [2]), 3);
    const { node } = decodeOnnx(
      onnxBytes({
        outputs: new Map([
          ["a", y],
          ["b", add(y, y)],
        ]),
      }),
    ).graph;
    expect(node.map(({ op_type: op, output }) => [op, ...output])).toEqual([
      ["Mul", "a"],
      ["Add", "b"],
    ]);
  });

  it("may be the second output of an operator", async () => {
    const graph = new Graph();
    const one = graph.input("one", [2]);
    const { mean } = layerNormStatistics(layerNorm(graph.input("x", [2, 2]), one, one, 1e-6));
    const results = await runGraph({ mean }, { one: [1, 1], x: [1, 3, 2, 10] });
    expect([...(results["mean"] ?? [])]).toEqual([2, 6]);
  });
});

describe("the batch of an ONNX model", () => {
  it("is read from the images where a tensor is repeated for each of them", async () => {
    const graph = new Graph();
    const x = graph.input("x", [ANY_BATCH, 2]);
    const token = expand(reshape(graph.input("token", [2]), [1, 1, 2]), [ANY_BATCH, 3, 2]);
    const rows = reshape(token, [3 * ANY_BATCH, 2]);
    for (const batch of [1, 2, 5]) {
      const feeds = { x: new Float32Array(2 * batch), token: [7, 8] };
      const { rows: values = [] } = await runGraph({ rows, y: mul(x, 1) }, feeds);
      expect([...values]).toEqual(Array.from({ length: 6 * batch }, (_, i) => 7 + (i % 2)));
    }
  });

  it("is shown in multiples where images and tokens share an axis", () => {
    const graph = new Graph();
    const rows = reshape(graph.input("x", [ANY_BATCH, 3, 2]), [3 * ANY_BATCH, 2]);
    const { output } = decodeOnnx(onnxBytes({ outputs: new Map([["rows", rows]]) })).graph;
    expect(output).toEqual([{ name: "rows", shape: ["3*batch", 2] }]);
  });

  it("cannot be known where no input has it, or repeated in multiples", () => {
    const graph = new Graph();
    const token = graph.input("token", [1, 2]);
    const emit = (...values: Value[]) =>
      onnxBytes({ outputs: new Map(values.map((value, i) => [`y${i}`, value])) });
    const message = "only an axis of the batch's own size can be expanded at run time";
    expect(() => emit(expand(token, [ANY_BATCH, 2]))).toThrow(message);
    const x = graph.input("x", [ANY_BATCH, 2]);
    expect(() => emit(x, expand(token, [2 * ANY_BATCH, 2]))).toThrow(message);
    expect(() => emit(x, expand(token, [ANY_BATCH, 2]))).not.toThrow();
  });
});
