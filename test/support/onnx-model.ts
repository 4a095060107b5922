/** ONNX models read back with field numbers copied from onnx.proto, apart from the writer's own schema. */
import protobuf from "protobufjs";
import { z } from "zod";

const { root } = protobuf.parse(
  `syntax = "proto2";
  message Attribute { optional string name = 1; optional float f = 2; optional int64 i = 3; repeated int64 ints = 8;
    optional int32 type = 20; }
  message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4;
    repeated Attribute attribute = 5; optional string domain = 7; }
  message Tensor { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8;
    optional bytes raw_data = 9; }
  message Dim { optional int64 dim_value = 1; optional string dim_param = 2; }
  message Shape { repeated Dim dim = 1; }
  message TensorType { optional int32 elem_type = 1; optional Shape shape = 2; }
  message Type { optional TensorType tensor_type = 1; }
  message ValueInfo { optional string name = 1; optional Type type = 2; }
  message Graph { repeated Node node = 1; optional string name = 2; repeated Tensor initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
  message OperatorSet { optional string domain = 1; optional int64 version = 2; }
  message Entry { optional string key = 1; optional string value = 2; }
  message Model { optional int64 ir_version = 1; optional string producer_name = 2; optional Graph graph = 7;
    repeated OperatorSet opset_import = 8; repeated Entry metadata_props = 14; }`,
  { keepCase: true },
);

const list = <S extends z.ZodType>(schema: S) => z.array(schema).default([]);

const valueInfo = z
  .object({
    name: z.string(),
    type: z.object({
      tensor_type: z.object({
        elem_type: z.literal(1),
        shape: z.object({
          dim: list(z.object({ dim_value: z.number().optional(), dim_param: z.string().optional() })),
        }),
      }),
    }),
  })
  .transform(({ name, type }) => ({
    name,
    shape: type.tensor_type.shape.dim.map((dim) => dim.dim_param ?? dim.dim_value),
  }));

const tensor = z.object({
  name: z.string(),
  dims: list(z.number()),
  data_type: z.number(),
  raw_data: z.instanceof(Uint8Array),
});

const modelSchema = z.object({
  ir_version: z.number(),
  producer_name: z.string(),
  opset_import: list(z.object({ domain: z.string(), version: z.number() })),
  metadata_props: list(z.object({ key: z.string(), value: z.string() })),
  graph: z.object({
    name: z.string(),
    node: list(
      z.object({
        op_type: z.string(),
        input: list(z.string()),
        output: list(z.string()),
        domain: z.string().optional(),
      }),
    ),
    initializer: list(tensor),
    input: list(valueInfo),
    output: list(valueInfo),
  }),
});

/** The parts of a model that tests look at. Throws where one is missing. */
export function decodeOnnx(bytes: Uint8Array): z.output<typeof modelSchema> {
  const type = root.lookupType("Model");
  return modelSchema.parse(type.toObject(type.decode(bytes), { longs: Number }));
}
