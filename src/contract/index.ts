/** The API's types, generated from openapi/learngene.yaml: what the server answers by and clients ask by. Imports nothing. */
import type { components } from "./generated/api.js";

export type { components, operations, paths } from "./generated/api.js";

/** A schema of the contract. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
