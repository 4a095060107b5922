import type { IncomingMessage } from "node:http";
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { InputError } from "../../model/index.js";
import { ALL_OWNERS, allows, ownersOf, type Registry, type Scope } from "../../registry/index.js";
import type { Contract } from "../contract.js";
import { HttpFault } from "../errors/fault.js";
import { note } from "../request-notes.js";
import { accessOf, hasAccess, setAccess, type Access } from "./access-of.js";
import { authenticate } from "./authenticate.js";
import { scopedOperations, type ScopedOperation } from "./contract-scopes.js";
import type { AccessOptions } from "./options.js";

/**
 * Lets through what a request may do, by the `x-scope` of its operation in the contract. Writes and what only
 * administrators see: 401 without a token of use, 403 with one that is not granted the scope. Reads of what is private:
 * 404, as if it were not there. Throws where an operation has no scope.
 */
export function authorizeRequests(registry: Registry, contract: Contract, options: AccessOptions): Router {
  const router = Router();
  // Fixed parts of a path win over parameters, so the first that fits is the operation.
  const operations = scopedOperations(contract).sort((a, b) => parametersIn(a.path) - parametersIn(b.path));
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{([^}]+)\}/g, ":$1");
    router[operation.method](path, authorizeOperation(registry, operation, options));
  }
  return router;
}

const parametersIn = (path: string) => path.split("{").length;

/** Stops what {@link authorizeRequests} did not know: a route that is served without being in the contract. */
export function refuseUnauthorized(req: Request, _res: Response, next: NextFunction): void {
  accessOf(req);
  next();
}

/** Lets through what a request may do of one operation, as {@link authorizeRequests} does. */
export function authorizeOperation(
  registry: Registry,
  { method, path, scope }: Omit<ScopedOperation, "operationId">,
  options: AccessOptions,
): RequestHandler {
  const things = path.startsWith("/v1/datasets/") ? datasetsOf(registry) : learngenesOf(registry);
  return async (req, res, next) => {
    if (hasAccess(req)) {
      next();
      return;
    }
    // Some reads of what only publishers see make up for what a crash left undone.
    const writes = method !== "get" || scope === "publish";
    if (writes && options.readOnly === true) {
      throw new HttpFault("read-only", "this server takes no writes", {
        fix: "Ask a server of this registry that runs without --read-only.",
      });
    }
    if (scope === "none") {
      setAccess(req, { grants: [] });
      next();
      return;
    }
    const { owner, name } = params(req);
    if (scope === "read" && !writes && (await isOpenToAll(things, req, owner, name))) {
      // The most of all requests: nobody need know who asks.
      setAccess(req, { grants: [] });
      next();
      return;
    }
    const access = await authenticate(registry.access, req, options);
    setAccess(req, access);
    if (access.token !== undefined) {
      note(res, { tokenId: access.token.id });
    }
    if (access.refusal !== undefined) {
      res.set("WWW-Authenticate", challenge(access.refusal));
    }
    if (scope === "read" && !writes) {
      await checkVisible(things, access, owner, name);
    } else if (scope === "admin-of-any") {
      await checkGranted(registry, access, "admin", ownersOf(access.grants, "admin")[0] ?? "an owner");
    } else if (scope !== "any") {
      await checkGranted(registry, access, scope, owner ?? ALL_OWNERS);
    }
    next();
  };
}

/** Strings of the path; Express has decoded them. */
function params({ params: { owner, name } }: Request): { owner?: string; name?: string } {
  return {
    ...(typeof owner === "string" ? { owner } : {}),
    ...(typeof name === "string" ? { name } : {}),
  };
}

/** What bears the name in a path. */
interface Named {
  isPublic(owner: string, name: string): Promise<boolean>;
  /** Throws where `isPublic` is false. */
  checkPublic(owner: string, name: string): Promise<void>;
}

function learngenesOf(registry: Registry): Named {
  return registry;
}

function datasetsOf({ datasets }: Registry): Named {
  return {
    isPublic: (owner, name) => datasets.isPublic({ owner, name }),
    checkPublic: (owner, name) => datasets.checkPublic({ owner, name }),
  };
}

async function isOpenToAll(things: Named, { headers }: Request, owner?: string, name?: string) {
  return (
    headers.authorization === undefined &&
    owner !== undefined &&
    name !== undefined &&
    (await things.isPublic(owner, name))
  );
}

async function checkVisible(things: Named, { grants }: Access, owner?: string, name?: string) {
  if (owner !== undefined && name !== undefined && !allows(grants, owner, "read")) {
    await things.checkPublic(owner, name);
  }
}

async function checkGranted(registry: Registry, access: Access, scope: Scope, owner: string) {
  const { grants, token } = access;
  if (allows(grants, owner, scope)) {
    return;
  }
  const on = owner === ALL_OWNERS ? "all owners" : owner.slice(0, 100);
  if (token !== undefined) {
    throw forbidden(scope, on);
  }
  throw unauthorized(
    access.refusal ??
      ((await registry.access.hasTokens())
        ? "this request needs a token"
        : "without a token, this server takes writes from its own machine only"),
    `Send Authorization: Bearer and a token that is granted ${scope} on ${on}.`,
  );
}

/** For operations whose owner stands in the body: 401 or 403 unless the request is granted the scope on it. */
export async function requireGranted(
  registry: Registry,
  req: IncomingMessage,
  scope: Scope,
  owner: string,
): Promise<void> {
  await checkGranted(registry, accessOf(req), scope, owner);
}

/** For what asks for more than its operation: throws `forbidden` unless the request is granted the scope. */
export function requireScope(req: IncomingMessage, scope: Scope, owner: string): void {
  if (!allows(accessOf(req).grants, owner, scope)) {
    throw forbidden(scope, owner);
  }
}

function forbidden(scope: Scope, on: string): InputError {
  return new InputError("forbidden", `this token is not granted ${scope} on ${on}`, {
    field: "Authorization",
    fix: `Use a token that is granted ${scope} on ${on}.`,
  });
}

/** 401, saying why. */
export function unauthorized(refusal: string, fix: string): HttpFault {
  return new HttpFault("unauthorized", refusal, {
    field: "Authorization",
    fix,
    headers: { "WWW-Authenticate": challenge(refusal) },
  });
}

// RFC 6750: an error is named only where there was a token.
function challenge(refusal: string): string {
  const error = refusal.startsWith("the token")
    ? `, error="invalid_token", error_description="${refusal}"`
    : "";
  return `Bearer realm="learngene"${error}`;
}
