/**
 * The TypeScript client of a Learngene server, for Node and browsers: every operation of the contract by `api`, and what
 * takes more than a request by name. Imports nothing but the contract's types.
 */
export type { components, operations, paths, Schema } from "../contract/index.js";
export { createLearngeneClient, type ClientOptions, type LearngeneClient } from "./client.js";
export { DownloadError, ProblemError, UnreachableError, type Problem } from "./errors.js";
export type { Download, DownloadOptions, Resumption } from "./download.js";
export { dataOf, type Api } from "./http.js";
export type { JobEvent } from "./job-events.js";
export type { Progress } from "./progress.js";
export { parseReference, type Reference, type VersionReference } from "./reference.js";
export type { Sha256 } from "./sha256.js";
export type { FileSource, PublishOptions } from "./publish.js";
