/** Networks to learn from or be taught by that are no learngenes: files by their digests, for jobs. */
export type { Model, ModelFormat, ModelName } from "./model.js";
export { Models } from "./models.js";
