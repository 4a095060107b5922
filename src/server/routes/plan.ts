import { Router, type Request, type RequestHandler, type Response } from "express";
import { LRUCache } from "lru-cache";
import type { Registry } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import { sendJson } from "../http/send-json.js";
import type { Planner } from "../planning/planner.js";
import { noteVersion } from "../request-notes.js";
import { warnIfYanked } from "../yanked.js";

/** What a request for a plan asks, once it is validated. */
interface PlanRequest {
  readonly params: PathOf<"getPlan">;
  readonly query: QueryOf<"getPlan">;
}

/** Addresses that are remembered as valid, and their characters. */
const REMEMBERED_ADDRESSES = 10_000;
const LONGEST_REMEMBERED = 1000;

/** From a version and a depth, or budgets, to a plan. */
export interface PlanRoutes {
  /**
   * To stand before what authorizes and validates: answers plans of public learngenes that were asked for before at the
   * very same address by nobody in particular, which are known to be valid. All else it lets pass. Who may see the
   * learngene, which version it is and whether that is yanked is looked up all the same.
   */
  readonly again: RequestHandler;
  readonly router: Router;
}

export function planRoutes(registry: Registry, planner: Planner): PlanRoutes {
  const valid = new LRUCache<string, PlanRequest>({ max: REMEMBERED_ADDRESSES });
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/plan", getPlan(registry, planner, valid));
  return { again: planAgain(registry, planner, valid), router };
}

function getPlan(
  registry: Registry,
  planner: Planner,
  valid: LRUCache<string, PlanRequest>,
): RequestHandler<PathOf<"getPlan">, unknown, unknown, QueryOf<"getPlan">> {
  return async (req, res) => {
    const asked = { params: { ...req.params }, query: { ...req.query } };
    await sendPlan(req, res, registry, planner, asked);
    if (req.method === "GET" && req.originalUrl.length <= LONGEST_REMEMBERED) {
      valid.set(req.originalUrl, asked);
    }
  };
}

function planAgain(
  registry: Registry,
  planner: Planner,
  valid: LRUCache<string, PlanRequest>,
): RequestHandler {
  return async (req, res, next) => {
    const open = req.method === "GET" && req.headers.authorization === undefined;
    const asked = open ? valid.get(req.originalUrl) : undefined;
    if (asked === undefined || !(await registry.isPublic(asked.params.owner, asked.params.name))) {
      next();
      return;
    }
    await sendPlan(req, res, registry, planner, asked);
  };
}

async function sendPlan<Path, Query>(
  req: Request<Path, unknown, unknown, Query>,
  res: Response,
  registry: Registry,
  planner: Planner,
  { params: { owner, name, ref }, query }: PlanRequest,
): Promise<void> {
  const version = await registry.resolve(owner, name, ref);
  noteVersion(res, version);
  warnIfYanked(res, version);
  sendJson(req, res, await planner.answer(version, query));
}
