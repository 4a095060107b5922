import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import type { Asked, KnownAddresses } from "../http/known-addresses.js";
import { sendJson } from "../http/send-json.js";
import type { Planner } from "../planning/planner.js";
import { noteVersion } from "../request-notes.js";
import { warnIfYanked } from "../yanked.js";

/** From a version and a depth, or budgets, to a plan. */
export function planRoutes(registry: Registry, planner: Planner, known: KnownAddresses): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/plan", getPlan(registry, planner, known));
  return router;
}

function getPlan(
  registry: Registry,
  planner: Planner,
  known: KnownAddresses,
): RequestHandler<PathOf<"getPlan">, unknown, unknown, QueryOf<"getPlan">> {
  return async (req, res) => {
    const asked = { params: { ...req.params }, query: { ...req.query } };
    await sendPlan(req, res, registry, planner, asked);
    const { owner, name } = asked.params;
    known.remember(req, {
      owner,
      name,
      answer: (again, response) => sendPlan(again, response, registry, planner, asked),
    });
  };
}

async function sendPlan<Path, Query>(
  req: Request<Path, unknown, unknown, Query>,
  res: Response,
  registry: Registry,
  planner: Planner,
  { params: { owner, name, ref }, query }: Asked<PathOf<"getPlan">, QueryOf<"getPlan">>,
): Promise<void> {
  const version = await registry.resolve(owner, name, ref);
  noteVersion(res, version);
  warnIfYanked(res, version);
  sendJson(req, res, await planner.answer(version, query));
}
