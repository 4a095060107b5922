import { InputError } from "../../model/index.js";
import { checkOwner } from "../names.js";

/** What one may do to an owner's learngenes; each contains those before it. */
export const scopes = ["read", "publish", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** In place of an owner: all of them. */
export const ALL_OWNERS = "*";

/** A scope on what one owner has, or on what all have. */
export interface Grant {
  /** An owner's name, or {@link ALL_OWNERS}. */
  readonly owner: string;
  readonly scope: Scope;
}

/** Whether the grants contain that scope on what `owner` has; on what all have, for {@link ALL_OWNERS}. */
export function allows(grants: readonly Grant[], owner: string, scope: Scope): boolean {
  return grants.some(
    (grant) => (grant.owner === ALL_OWNERS || grant.owner === owner) && reaches(grant, scope),
  );
}

/** Owners on whose learngenes the grants contain that scope, {@link ALL_OWNERS} perhaps among them. */
export function ownersOf(grants: readonly Grant[], scope: Scope): string[] {
  return grants.filter((grant) => reaches(grant, scope)).map(({ owner }) => owner);
}

function reaches(grant: Grant, scope: Scope): boolean {
  return scopes.indexOf(grant.scope) >= scopes.indexOf(scope);
}

/** More than a token needs; keeps what every request reads small. */
const MAX_GRANTS = 50;

/** Throws `invalid-request` unless there is a grant, and one an owner; `invalid-name` for an owner that cannot be. */
export function checkGrants(grants: readonly Grant[]): void {
  if (grants.length === 0 || grants.length > MAX_GRANTS) {
    throw new InputError("invalid-request", `a token has 1 to ${MAX_GRANTS} grants, not ${grants.length}`, {
      field: "grants",
      value: grants.length,
      fix: "Grant read, publish or admin on an owner, or on * for all.",
    });
  }
  for (const [i, { owner }] of grants.entries()) {
    if (owner !== ALL_OWNERS) {
      checkOwner(owner);
    }
    if (grants.findIndex((grant) => grant.owner === owner) < i) {
      throw new InputError("invalid-request", `there are two grants on ${owner}`, {
        field: "grants",
        value: owner,
        fix: "Give one grant an owner: admin contains publish, and publish contains read.",
      });
    }
  }
}
