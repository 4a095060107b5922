import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import { cacheControl, redirectedFromTag } from "../http/addresses.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { negotiateFormat } from "../http/negotiate.js";
import type { Metrics } from "../metrics/metrics.js";
import type { Planner } from "../planning/planner.js";
import { sendFile } from "../send-file.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth, or budgets, to an initialized network. */
export function initRoutes(
  registry: Registry,
  metrics: Metrics,
  gate: ExpansionGate,
  planner: Planner,
): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/init", getInit(registry, metrics, gate, planner));
  return router;
}

function getInit(
  registry: Registry,
  metrics: Metrics,
  gate: ExpansionGate,
  planner: Planner,
): RequestHandler<PathOf<"getInit">, unknown, unknown, QueryOf<"getInit">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.resolve(owner, name, ref);
    warnIfYanked(res, version);
    if (redirectedFromTag(req, res, version)) {
      return;
    }
    const { format, contentType } = negotiateFormat(req, res);
    const expansion = await planner.expansion(version, req.query, format);
    const file = {
      ...expansion,
      contentType,
      // A device may be calibrated anew.
      cacheControl: await cacheControl(req, registry, version, req.query.maxLatencyMs === undefined),
      open: () => {
        metrics.expanding(format);
        return registry.lendFile(version);
      },
    };
    await sendFile(req, res, version, file, gate);
  };
}
