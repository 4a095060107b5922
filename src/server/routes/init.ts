import { Router, type RequestHandler } from "express";
import { planCost, planExpansion, planRequest, type ExpansionForm } from "../../expander/index.js";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf, Schema } from "../api-types.js";
import { cacheControl, redirectedFromTag } from "../http/addresses.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { negotiateFormat } from "../http/negotiate.js";
import type { Metrics } from "../metrics/metrics.js";
import { sendFile } from "../send-file.js";
import { readStored, withStoredLearngene } from "../stored-learngene.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth to a plan, or to an initialized network. */
export function initRoutes(registry: Registry, metrics: Metrics, gate: ExpansionGate): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/plan", getPlan(registry));
  router.get("/v1/learngenes/:owner/:name/versions/:ref/init", getInit(registry, metrics, gate));
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
  gate: ExpansionGate,
): RequestHandler<PathOf<"getInit">, unknown, unknown, QueryOf<"getInit">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.resolve(owner, name, ref);
    warnIfYanked(res, version);
    if (redirectedFromTag(req, res, version)) {
      return;
    }
    const { format, contentType } = negotiateFormat(req, res);
    const { digest } = version;
    const learngene = await readStored(registry, version);
    const plan = planRequest(req.query, learngene.manifest);
    const expansion = planExpansion({
      ...formOf(req.query),
      digest,
      learngene,
      plan,
      format,
      name: `${version.name}-v${version.number}`,
    });
    const file = {
      ...expansion,
      contentType,
      cacheControl: await cacheControl(req, registry, version),
      open: () => {
        metrics.expanding(format);
        return registry.lendFile(version);
      },
    };
    await sendFile(req, res, version, file, gate);
  };
}

/** The form that a query asks for. */
function formOf({ dtype, dialect, numClasses, imageSize, seed }: ExpansionForm): ExpansionForm {
  return { dtype, dialect, numClasses, imageSize, seed };
}
