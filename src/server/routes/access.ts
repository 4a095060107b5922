import { Router, type RequestHandler } from "express";
import type { AuditEntry, Registry, Token } from "../../registry/index.js";
import { accessOf, administratorOf, unauthorized } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";

/** Tokens, and who did what. */
export function accessRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/whoami", getWhoami);
  router.get("/v1/tokens", listTokens(registry));
  router.post("/v1/tokens", createToken(registry));
  router.delete("/v1/tokens/:id", revokeToken(registry));
  router.get("/v1/audit", listAudit(registry));
  return router;
}

const getWhoami: RequestHandler<unknown, Schema<"Whoami">> = (req, res) => {
  const { token, grants, refusal } = accessOf(req);
  if (refusal !== undefined) {
    throw unauthorized(refusal, "Send a token of use, or none.");
  }
  res.json({
    ...(token === undefined ? {} : { token: presentToken(token) }),
    grants: grants.map((grant) => ({ ...grant })),
  });
};

function listTokens(
  registry: Registry,
): RequestHandler<unknown, Schema<"TokenPage">, unknown, QueryOf<"listTokens">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.access.listTokens(req.query, administratorOf(req));
    res.json({ items: items.map(presentToken), nextCursor });
  };
}

function createToken(registry: Registry): RequestHandler<unknown, Schema<"NewToken">, BodyOf<"createToken">> {
  return async (req, res) => {
    const { name, grants, expiresAt } = req.body;
    const request = { name, grants, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
    const { token, secret } = await registry.access.createToken(request, administratorOf(req));
    res
      .status(201)
      .set("Cache-Control", "no-store")
      .json({ secret, token: presentToken(token) });
  };
}

function revokeToken(registry: Registry): RequestHandler<PathOf<"revokeToken">> {
  return async (req, res) => {
    await registry.access.revokeToken(req.params.id, administratorOf(req));
    res.status(204).end();
  };
}

function listAudit(
  registry: Registry,
): RequestHandler<unknown, Schema<"AuditPage">, unknown, QueryOf<"listAudit">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.access.listAudit(req.query, administratorOf(req));
    res.json({ items: items.map(presentEntry), nextCursor });
  };
}

// What is undefined stays away: JSON leaves it out.
function presentToken(token: Token): Schema<"Token"> {
  const { grants, createdAt, expiresAt, revokedAt, lastUsedAt, ...rest } = token;
  return {
    ...rest,
    grants: grants.map((grant) => ({ ...grant })),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString(),
    revokedAt: revokedAt?.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString(),
  };
}

function presentEntry({ at, detail, ...entry }: AuditEntry): Schema<"AuditEntry"> {
  return { ...entry, at: at.toISOString(), detail: { ...detail } };
}
