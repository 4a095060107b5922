/** Flags: those that follow from a recipe's schema, those that commands share, and how their texts are read. */
export * from "./access-options.js";
export * from "./image-options.js";
export * from "./layout-options.js";
export * from "./recipe-flags.js";
export * from "./recipe-settings.js";
export * from "./registry-options.js";
export * from "./run-options.js";
export * from "./remote-options.js";
export * from "./expansion-options.js";
export * from "./server-option.js";
export * from "./training-flags.js";
export * from "./values.js";
export * from "./job-options.js";
export * from "./version-name.js";
