/** How a training tells where it stands: reports, and renderers for terminals, logs and programs. */
export * from "./bar-reporter.js";
export * from "./json-lines-reporter.js";
export * from "./line-reporter.js";
export * from "./pace.js";
export * from "./reporter.js";
export * from "./terminal-reporter.js";
