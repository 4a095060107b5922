import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { BodyOf, PathOf, Schema } from "../api-types.js";
import { presentVersion } from "../present.js";

/** Names for versions. */
export function tagRoutes(registry: Registry): Router {
  const router = Router();
  router.put("/v1/learngenes/:owner/:name/tags/:tag", setTag(registry));
  router.delete("/v1/learngenes/:owner/:name/tags/:tag", deleteTag(registry));
  return router;
}

function setTag(registry: Registry): RequestHandler<PathOf<"setTag">, Schema<"Version">, BodyOf<"setTag">> {
  return async (req, res) => {
    const { owner, name, tag } = req.params;
    const version = await registry.setTag(owner, name, tag, String(req.body.version), actorOf(req));
    res.json(presentVersion(version));
  };
}

function deleteTag(registry: Registry): RequestHandler<PathOf<"deleteTag">> {
  return async (req, res) => {
    const { owner, name, tag } = req.params;
    await registry.deleteTag(owner, name, tag, actorOf(req));
    res.status(204).end();
  };
}
