import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { PathOf, Schema } from "../api-types.js";
import { presentVersion } from "../present.js";
import { warnIfYanked } from "../yanked.js";

/** Hiding bad versions without breaking those who depend on them. */
export function yankRoutes(registry: Registry): Router {
  const router = Router();
  router.put("/v1/learngenes/:owner/:name/versions/:ref/yank", yankVersion(registry));
  router.delete("/v1/learngenes/:owner/:name/versions/:ref/yank", unyankVersion(registry));
  return router;
}

function yankVersion(
  registry: Registry,
): RequestHandler<PathOf<"yankVersion">, Schema<"Version">, Schema<"YankReason"> | undefined> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.yank(owner, name, ref, req.body?.reason ?? "", actorOf(req));
    warnIfYanked(res, version);
    res.json(presentVersion(version));
  };
}

function unyankVersion(registry: Registry): RequestHandler<PathOf<"unyankVersion">, Schema<"Version">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    res.json(presentVersion(await registry.unyank(owner, name, ref, actorOf(req))));
  };
}
