import { scopes, type Scope } from "../../registry/index.js";
import type { Contract } from "../contract.js";

/** An operation of the contract, and what a request must be granted for it. */
export interface ScopedOperation {
  readonly operationId: string;
  readonly method: Method;
  /** As the contract writes it. */
  readonly path: string;
  readonly scope: OperationScope;
}

/**
 * What a request must be granted: the scope on the owner in the path, or on all owners where none stands there.
 * `none` asks for nothing and looks at no token, so that it is answered without the catalog; `any` asks for nothing and
 * looks at the token that may be there; `admin-of-any` asks for admin on some owner: the handler sees to which.
 */
export type OperationScope = Scope | "none" | "any" | "admin-of-any";

const operationScopes: readonly OperationScope[] = ["none", "any", ...scopes, "admin-of-any"];

const methods = ["get", "put", "post", "patch", "delete"] as const;
export type Method = (typeof methods)[number];

/** The operations with their `x-scope`. Throws for one that has none: it could be called by anyone or by no one. */
export function scopedOperations(contract: Contract): ScopedOperation[] {
  return Object.entries(contract.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) {
        return [];
      }
      const { operationId = "", "x-scope": scope }: { operationId?: string; "x-scope"?: unknown } = operation;
      if (!isScope(scope)) {
        throw new Error(
          `${operationId} needs an x-scope in the contract: one of ${operationScopes.join(", ")}`,
        );
      }
      return [{ operationId, method, path, scope }];
    }),
  );
}

function isScope(scope: unknown): scope is OperationScope {
  return operationScopes.some((known) => known === scope);
}
