import protobuf from "protobufjs";

/**
 * The messages of ONNX's protobuf schema (onnx.proto, IR version 9) that this project writes and reads, with
 * their published field numbers. Fields of other numbers are skipped on reading.
 */
const schema = `
syntax = "proto2";
message AttributeProto {
  enum AttributeType { UNDEFINED = 0; FLOAT = 1; INT = 2; STRING = 3; INTS = 7; }
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  repeated int64 ints = 8;
  optional AttributeType type = 20;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string op_type = 4;
  repeated AttributeProto attribute = 5;
  optional string domain = 7;
}
message TensorProto {
  repeated int64 dims = 1;
  optional int32 data_type = 2;
  optional string name = 8;
  optional bytes raw_data = 9;
}
message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorTypeProto { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
message TypeProto { optional TensorTypeProto tensor_type = 1; }
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  optional string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message StringStringEntryProto { optional string key = 1; optional string value = 2; }
message ModelProto {
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional string producer_version = 3;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
`;

const root = protobuf.parse(schema, { keepCase: true }).root;

/** Element types of `TensorProto.DataType`; those of weights are in `weights.ts`. */
export const TENSOR_FLOAT = 1;
export const TENSOR_INT64 = 7;

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  ints?: readonly number[];
}

export interface NodeProto {
  input: string[];
  output: string[];
  name?: string;
  op_type: string;
  attribute: AttributeProto[];
  domain?: string;
}

export interface ValueInfoProto {
  name: string;
  type: {
    tensor_type: { elem_type: number; shape: { dim: { dim_value?: number; dim_param?: string }[] } };
  };
}

export interface TensorProto {
  dims: readonly number[];
  data_type: number;
  name: string;
  raw_data?: Uint8Array;
}

export interface GraphProto {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}

interface ModelProto {
  ir_version: number;
  producer_name: string;
  producer_version: string;
  opset_import: { domain: string; version: number }[];
  metadata_props: { key: string; value: string }[];
}

const encoder =
  <Message extends object>(type: string) =>
  (message: Partial<Message>): Uint8Array =>
    root.lookupType(type).encode(message).finish();

export const encodeGraph = encoder<GraphProto>("GraphProto");
export const encodeModel = encoder<ModelProto>("ModelProto");
export const encodeNode = encoder<NodeProto>("NodeProto");

/** Field numbers of the parts that are streamed rather than encoded in one piece. */
export const FIELD = { modelGraph: 7, graphNode: 1, graphInitializer: 5, tensorRawData: 9 } as const;
