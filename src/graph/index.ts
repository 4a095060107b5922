/**
 * The step graph: a small typed operator IR with shape and gradient rules, on which networks, losses and
 * optimizers are written once. Formats turn it into ONNX; engines of the trainer run it. Pure: no I/O.
 */
export { differentiate } from "./differentiate.js";
export { firstOutput, Graph, nodesBehind, outputAt } from "./graph.js";
export type { Node, OpAttributes, OpName, Value } from "./node.js";
export * from "./operators.js";
export { checkGraph, printGraph } from "./print.js";
export { ANY_BATCH, sameShape, showShape, sizeOf, type Shape } from "./shape.js";
export { axisSize } from "./shape-rules.js";
