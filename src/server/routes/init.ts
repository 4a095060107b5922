import { Router, type RequestHandler } from "express";
import {
  expansionStream,
  planCost,
  planExpansion,
  planRequest,
  type ExpansionForm,
} from "../../expander/index.js";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf, Schema } from "../api-types.js";
import type { Metrics } from "../metrics/metrics.js";
import { sendFile } from "../send-file.js";
import { withStoredLearngene } from "../stored-learngene.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth to a plan, or to an initialized network. */
export function initRoutes(registry: Registry, metrics: Metrics): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/plan", getPlan(registry));
  router.get("/v1/learngenes/:owner/:name/versions/:ref/init", getInit(registry, metrics));
  return router;
}

function getPlan(
  registry: Registry,
): RequestHandler<PathOf<"getPlan">, Schema<"PlannedExpansion">, unknown, QueryOf<"getPlan">> {
  return async (req, res) => {
    const planned = await withStoredLearngene(registry, req.params, ({ version, learngene }) => {
      warnIfYanked(res, version);
      const { digest, number } = version;
      const { layers, terms, warnings, ...plan } = planRequest(req.query, learngene.manifest);
      const cost = planCost({
        ...formOf(req.query),
        digest,
        learngene,
        plan: { layers, terms, warnings, ...plan },
      });
      return {
        version: number,
        digest,
        plan: { ...plan, layers: [...layers], terms: terms.map((row) => [...row]), warnings: [...warnings] },
        cost,
      };
    });
    res.json(planned);
  };
}

function getInit(
  registry: Registry,
  metrics: Metrics,
): RequestHandler<PathOf<"getInit">, unknown, unknown, QueryOf<"getInit">> {
  return async (req, res) => {
    await withStoredLearngene(registry, req.params, async ({ version, learngene, file }) => {
      warnIfYanked(res, version);
      const { digest } = version;
      const plan = planRequest(req.query, learngene.manifest);
      const { format = "safetensors" } = req.query;
      const name = `${version.name}-v${version.number}`;
      const expansion = planExpansion({ ...formOf(req.query), digest, learngene, plan, format, name });
      const stream = () => {
        metrics.expanding(format);
        return expansionStream(expansion.segments, file);
      };
      await sendFile(req, res, version, { ...expansion, stream });
    });
  };
}

/** The form that a query asks for. */
function formOf({ dtype, dialect, numClasses, imageSize, seed }: ExpansionForm): ExpansionForm {
  return { dtype, dialect, numClasses, imageSize, seed };
}
