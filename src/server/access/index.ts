/** Whom the server serves, and how much: tokens, rates, origins. The rules are in the contract's `x-scope`. */
import type { RequestHandler } from "express";
import { limitRate } from "./limit-rate.js";
import { DEFAULT_RATE_LIMIT, type AccessOptions } from "./options.js";
import { shareOrigins } from "./share-origins.js";

export { accessOf, hasAccess, type Access } from "./access-of.js";
export { actorOf, administratorOf } from "./actor-of.js";
export {
  authorizeOperation,
  authorizeRequests,
  refuseUnauthorized,
  requireGranted,
  requireScope,
  unauthorized,
} from "./authorize.js";
export type { OperationScope } from "./contract-scopes.js";
export { DEFAULT_RATE_LIMIT, type AccessOptions } from "./options.js";

/** What comes before all routes: origins first, so that pages see refusals too. */
export function admitRequests({
  corsOrigins = [],
  rateLimit = DEFAULT_RATE_LIMIT,
}: AccessOptions): RequestHandler[] {
  return [
    ...(corsOrigins.length > 0 ? [shareOrigins(corsOrigins)] : []),
    ...(rateLimit > 0 ? [limitRate(rateLimit)] : []),
  ];
}
