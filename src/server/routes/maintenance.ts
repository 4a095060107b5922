import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { Schema } from "../api-types.js";

/** What a server's operator does now and then. */
export function maintenanceRoutes(registry: Registry): Router {
  const router = Router();
  router.post("/v1/gc", collectGarbage(registry));
  return router;
}

function collectGarbage(
  registry: Registry,
): RequestHandler<
  Record<string, never>,
  Schema<"GarbageReport">,
  Partial<Schema<"GarbageRequest">> | undefined
> {
  return async (req, res) => {
    const { dryRun, graceSeconds } = req.body ?? {};
    const graceMilliseconds = graceSeconds === undefined ? undefined : graceSeconds * 1000;
    res.json(await registry.collectGarbage({ dryRun, graceMilliseconds }, actorOf(req)));
  };
}
