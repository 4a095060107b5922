/**
 * Files in and out: safetensors, learngenes, networks and IDX. Pure: they work on bytes and on `RandomAccess`, and
 * never know where a file lies. ONNX is imported from `onnx/` by itself.
 */
export * from "./idx.js";
export * from "./learngene/index.js";
export * from "./network/index.js";
export * from "./safetensors/index.js";
export * from "./segments.js";
export { bytesFromFloats, floatsFromBytes } from "./float32.js";
export { bfloat16FromFloats, bytesFromHalves, float16FromFloats } from "./half.js";
