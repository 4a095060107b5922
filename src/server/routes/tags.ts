import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
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
  return async ({ params, body }, res) => {
    const { owner, name, tag } = params;
    res.json(presentVersion(await registry.setTag(owner, name, tag, String(body.version))));
  };
}

function deleteTag(registry: Registry): RequestHandler<PathOf<"deleteTag">> {
  return async ({ params }, res) => {
    await registry.deleteTag(params.owner, params.name, params.tag);
    res.status(204).end();
  };
}
