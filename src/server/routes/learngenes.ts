import { Router, type RequestHandler } from "express";
import { ownersOf, type Registry } from "../../registry/index.js";
import { accessOf, actorOf, requireScope } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";
import { presentLearngene, presentSummary } from "../present.js";

/** Finding learngenes, writing what they say of themselves, and deleting them. */
export function learngeneRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/learngenes", listLearngenes(registry));
  router.get("/v1/learngenes/:owner/:name", getLearngene(registry));
  router.patch("/v1/learngenes/:owner/:name", changeLearngene(registry));
  router.delete("/v1/learngenes/:owner/:name", deleteLearngene(registry));
  return router;
}

function listLearngenes(
  registry: Registry,
): RequestHandler<unknown, Schema<"LearngenePage">, unknown, QueryOf<"listLearngenes">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.list({
      ...req.query,
      privateOf: ownersOf(accessOf(req).grants, "read"),
    });
    res.json({ items: items.map(presentSummary), ...(nextCursor === undefined ? {} : { nextCursor }) });
  };
}

function getLearngene(
  registry: Registry,
): RequestHandler<PathOf<"getLearngene">, Schema<"Learngene">, unknown, QueryOf<"getLearngene">> {
  return async ({ params, query }, res) => {
    const learngene = await registry.get(params.owner, params.name);
    res.json(presentLearngene(learngene, query.yanked === true));
  };
}

function changeLearngene(
  registry: Registry,
): RequestHandler<PathOf<"changeLearngene">, Schema<"Learngene">, BodyOf<"changeLearngene">> {
  return async (req, res) => {
    const { owner, name } = req.params;
    if (req.body.visibility !== undefined) {
      requireScope(req, "admin", owner);
    }
    const learngene = await registry.changeDetails(owner, name, req.body, actorOf(req));
    res.json(presentLearngene(learngene, false));
  };
}

function deleteLearngene(registry: Registry): RequestHandler<PathOf<"deleteLearngene">> {
  return async (req, res) => {
    const { owner, name } = req.params;
    await registry.deleteLearngene(owner, name, actorOf(req));
    res.status(204).end();
  };
}
