import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf, Schema } from "../api-types.js";
import { presentLearngene, presentSummary } from "../present.js";

/** Finding learngenes. */
export function learngeneRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/learngenes", listLearngenes(registry));
  router.get("/v1/learngenes/:owner/:name", getLearngene(registry));
  return router;
}

function listLearngenes(
  registry: Registry,
): RequestHandler<unknown, Schema<"LearngenePage">, unknown, QueryOf<"listLearngenes">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.list(req.query);
    res.json({ items: items.map(presentSummary), ...(nextCursor === undefined ? {} : { nextCursor }) });
  };
}

function getLearngene(registry: Registry): RequestHandler<PathOf<"getLearngene">, Schema<"Learngene">> {
  return async (req, res) => {
    res.json(presentLearngene(await registry.get(req.params.owner, req.params.name)));
  };
}
