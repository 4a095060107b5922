/** What learngene and network files share: a manifest in the metadata, float32 tensors that it calls for. */
export * from "./manifest.js";
export * from "./tensors.js";
export * from "./values.js";
export * from "./verifier.js";
