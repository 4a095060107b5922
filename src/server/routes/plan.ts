import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import type { Planner } from "../planning/planner.js";
import { noteVersion } from "../request-notes.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth, or budgets, to a plan. */
export function planRoutes(registry: Registry, planner: Planner): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/plan", getPlan(registry, planner));
  return router;
}

function getPlan(
  registry: Registry,
  planner: Planner,
): RequestHandler<PathOf<"getPlan">, unknown, unknown, QueryOf<"getPlan">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.resolve(owner, name, ref);
    noteVersion(res, version);
    warnIfYanked(res, version);
    const { body, etag } = await planner.answer(version, req.query);
    res.set({ ETag: etag, "Cache-Control": "no-cache" });
    if (req.fresh) {
      res.status(304).end();
      return;
    }
    res.set({ "Content-Type": "application/json; charset=utf-8", "Content-Length": String(body.byteLength) });
    res.end(req.method === "HEAD" ? undefined : body);
  };
}
