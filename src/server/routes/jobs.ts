import { Router, type RequestHandler } from "express";
import { ALL_OWNERS, ownersOf, type Registry } from "../../registry/index.js";
import { accessOf, actorOf, requireScope } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";
import { findJob } from "../jobs/find-job.js";
import { jobOfRequest } from "../jobs/job-request.js";
import { presentJob } from "../jobs/present-job.js";
import type { Planner } from "../planning/planner.js";

/** Trainings and measurements on the server. */
export function jobRoutes(registry: Registry, planner: Planner): Router {
  const router = Router();
  router.get("/v1/jobs", listJobs(registry));
  router.post("/v1/jobs", submitJob(registry, planner));
  router.get("/v1/jobs/:job", getJob(registry));
  router.post("/v1/jobs/:job/cancel", cancelJob(registry));
  return router;
}

function listJobs(
  registry: Registry,
): RequestHandler<unknown, Schema<"JobPage">, unknown, QueryOf<"listJobs">> {
  return async (req, res) => {
    const readable = ownersOf(accessOf(req).grants, "read");
    const owners = readable.includes(ALL_OWNERS) ? undefined : readable;
    const { items, nextCursor } = await registry.jobs.list({ ...req.query, owners });
    res.json({ items: items.map(presentJob), nextCursor });
  };
}

function submitJob(
  registry: Registry,
  planner: Planner,
): RequestHandler<Record<string, string>, Schema<"Job">, BodyOf<"submitJob">> {
  return async (req, res) => {
    const job = await registry.jobs.submit(
      await jobOfRequest(req, req.body, { registry, planner }),
      actorOf(req),
    );
    res.status(202).location(`/v1/jobs/${job.id}`).json(presentJob(job));
  };
}

function getJob(registry: Registry): RequestHandler<PathOf<"getJob">, Schema<"Job">> {
  return async (req, res) => {
    res.json(presentJob(await findJob(req, registry, req.params.job)));
  };
}

function cancelJob(registry: Registry): RequestHandler<PathOf<"cancelJob">, Schema<"Job">> {
  return async (req, res) => {
    const { id, owner } = await findJob(req, registry, req.params.job);
    requireScope(req, "publish", owner);
    res.status(202).json(presentJob(await registry.jobs.cancel(id, actorOf(req))));
  };
}
