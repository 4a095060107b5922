/** Names for the parts of the generated API types that handlers use. */
import type { operations } from "../contract/index.js";

export type { Schema } from "../contract/index.js";

/** An operation's parameters in the path. */
export type PathOf<Name extends keyof operations> = operations[Name]["parameters"] extends {
  path: infer Path;
}
  ? Path
  : Record<string, never>;

/** An operation's parameters in the query, as they are once validated. */
export type QueryOf<Name extends keyof operations> = NonNullable<operations[Name]["parameters"]["query"]>;

/** An operation's JSON body. */
export type BodyOf<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;
