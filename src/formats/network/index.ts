/** Files of whole networks (Ans-Nets, Des-Nets): their manifest, reading with full verification, writing. */
export * from "./file.js";
export * from "./manifest.js";
