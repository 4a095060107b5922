/** Weights that others saved: state dicts of timm, of transformers and of the methods' released code. */
export * from "./config.js";
export * from "./import.js";
export { importSources, renamed, type ImportSource } from "./names.js";
export { readStateDict, type ImportedTensor, type StateDict } from "./state-dict.js";
