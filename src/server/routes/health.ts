import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { Schema } from "../api-types.js";
import { HttpFault } from "../errors/fault.js";

/** Whether the process lives, and whether it can serve; `isStopping` says that it soon cannot. */
export function healthRoutes(registry: Registry, isStopping: () => boolean): Router {
  const router = Router();
  router.get("/healthz", getHealth);
  router.get("/readyz", getReadiness(registry, isStopping));
  return router;
}

const getHealth: RequestHandler<unknown, Schema<"Health">> = (_req, res) => {
  res.json({ status: "ok" });
};

function getReadiness(
  registry: Registry,
  isStopping: () => boolean,
): RequestHandler<unknown, Schema<"Health">> {
  return async (_req, res) => {
    if (isStopping()) {
      throw new HttpFault("not-ready", "the server is stopping");
    }
    try {
      await registry.ready();
    } catch (cause) {
      throw new HttpFault("not-ready", "the catalog or the blob store does not answer", { cause });
    }
    res.json({ status: "ok" });
  };
}
