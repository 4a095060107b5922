import { Router, type RequestHandler } from "express";
import { networkConfig } from "../../expander/index.js";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import { jsonAnswer, sendJson } from "../http/send-json.js";
import { formOf } from "../planning/plan-query.js";
import type { Planner } from "../planning/planner.js";
import { noteVersion } from "../request-notes.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth, or budgets, to the `config.json` of the network. */
export function configRoutes(registry: Registry, planner: Planner): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/config", getConfig(registry, planner));
  return router;
}

function getConfig(
  registry: Registry,
  planner: Planner,
): RequestHandler<PathOf<"getConfig">, unknown, unknown, QueryOf<"getConfig">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.resolve(owner, name, ref);
    noteVersion(res, version);
    warnIfYanked(res, version);
    const { digest } = version;
    const { learngene, plan } = await planner.planned(version, req.query, "safetensors");
    const config = networkConfig({ ...formOf(req.query), digest, learngene, plan });
    sendJson(req, res, jsonAnswer(`${JSON.stringify(config, undefined, 2)}\n`));
  };
}
