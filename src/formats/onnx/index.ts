/** ONNX out: graphs become models, weights staying where they lie. Pure: no I/O. */
export { onnxBytes, onnxSegments, OPSET, type OnnxFiles, type OnnxModel } from "./model.js";
export { networkFiles, networkModel, type NetworkFilesOptions } from "./network.js";
export type { OnnxDtype } from "./weights.js";
