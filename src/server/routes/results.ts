import { Router, type RequestHandler } from "express";
import type { KeptResult, Registry } from "../../registry/index.js";
import { actorOf } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";

/** Evidence on versions. */
export function resultRoutes(registry: Registry): Router {
  const router = Router();
  router.post("/v1/learngenes/:owner/:name/versions/:ref/results", attachResult(registry));
  router.get("/v1/learngenes/:owner/:name/versions/:ref/results", listResults(registry));
  return router;
}

function attachResult(
  registry: Registry,
): RequestHandler<PathOf<"attachResult">, Schema<"KeptResult">, BodyOf<"attachResult">> {
  return async (req, res) => {
    res.status(201).json(presentResult(await registry.results.attach(req.params, req.body, actorOf(req))));
  };
}

function listResults(
  registry: Registry,
): RequestHandler<PathOf<"listResults">, Schema<"ResultPage">, unknown, QueryOf<"listResults">> {
  return async (req, res) => {
    const { items, nextCursor } = await registry.results.list(req.params, req.query);
    res.json({ items: items.map(presentResult), ...(nextCursor === undefined ? {} : { nextCursor }) });
  };
}

/** A result, as the API shows it. */
export function presentResult(result: KeptResult): Schema<"KeptResult"> {
  const { id, dataset, split, depth, layers, epochs, seeds, accuracy, scratchAccuracy } = result;
  return {
    id,
    dataset,
    split,
    depth,
    ...(layers === undefined ? {} : { layers: [...layers] }),
    epochs,
    seeds: [...seeds],
    accuracy,
    ...(scratchAccuracy === undefined ? {} : { scratchAccuracy }),
    attachedAt: result.attachedAt.toISOString(),
    attachedBy: result.attachedBy ?? null,
    ...(result.job === undefined ? {} : { job: result.job }),
  };
}
