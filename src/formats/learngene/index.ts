/** Learngene files: their manifest, reading with full verification, writing. */
export * from "./file.js";
export * from "./manifest.js";
