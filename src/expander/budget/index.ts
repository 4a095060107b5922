/** Budgets: how deep a network may be, what one costs, how long it takes, and what is known of its accuracy. */
export { knownAccuracy, type KnownAccuracy } from "./accuracy.js";
export { latencyLine, latencyModel, type LatencyModel, type Running } from "./latency.js";
export { fitLine, type Line, type Point } from "./line.js";
export { readQuantity, showQuantity, type Unit } from "./quantity.js";
