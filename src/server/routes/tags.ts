import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { BodyOf, PathOf, Schema } from "../api-types.js";
import { presentVersion } from "../present.js";
import { tagConditions, tagETag } from "../tag-conditions.js";
import { warnIfYanked } from "../yanked.js";

/** Names for versions. */
export function tagRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/tags/:tag", getTag(registry));
  router.put("/v1/learngenes/:owner/:name/tags/:tag", setTag(registry));
  router.delete("/v1/learngenes/:owner/:name/tags/:tag", deleteTag(registry));
  return router;
}

function getTag(registry: Registry): RequestHandler<PathOf<"getTag">, Schema<"Tag">> {
  return async (req, res) => {
    const { owner, name, tag } = req.params;
    const version = await registry.getTag(owner, name, tag);
    const { number, digest } = version;
    warnIfYanked(res, version);
    res.set({ ETag: tagETag(number), "Cache-Control": "no-cache" });
    if (req.fresh) {
      res.status(304).end();
      return;
    }
    res.json({ tag, version: number, digest });
  };
}

function setTag(registry: Registry): RequestHandler<PathOf<"setTag">, Schema<"Version">, BodyOf<"setTag">> {
  return async (req, res) => {
    const { owner, name, tag } = req.params;
    const ref = String(req.body.version);
    const version = await registry.setTag(owner, name, tag, ref, actorOf(req), tagConditions(req));
    warnIfYanked(res, version);
    res.set("ETag", tagETag(version.number)).json(presentVersion(version));
  };
}

function deleteTag(registry: Registry): RequestHandler<PathOf<"deleteTag">> {
  return async (req, res) => {
    const { owner, name, tag } = req.params;
    await registry.deleteTag(owner, name, tag, actorOf(req), tagConditions(req));
    res.status(204).end();
  };
}
