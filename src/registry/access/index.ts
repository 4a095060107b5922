/** Who may do what, and who did: tokens with grants, and the audit log. */
export * from "./access-control.js";
export * from "./actor.js";
export type { AuditEntry } from "./audit-rows.js";
export { ALL_OWNERS, allows, ownersOf, scopes, type Grant, type Scope } from "./grants.js";
export { hideSecrets } from "./secret.js";
export type { Token } from "./token-rows.js";
