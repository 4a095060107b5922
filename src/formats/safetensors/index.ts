/** The safetensors format: headers read with suspicion, files written with the same bytes every time. */
export * from "./dtype.js";
export * from "./header.js";
export * from "./limits.js";
export * from "./write.js";
