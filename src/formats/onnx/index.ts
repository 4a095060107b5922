/** ONNX out: graphs become models, weights staying where they lie. Pure: no I/O. */
export { onnxBytes, onnxSegments, OPSET, type OnnxModel } from "./model.js";
export { networkModel } from "./network.js";
