import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf } from "../api-types.js";
import { findJob } from "../jobs/find-job.js";

const contentTypes = new Map([
  [".json", "application/json"],
  [".jsonl", "application/jsonl"],
]);

/** Files that jobs made. */
export function jobArtifactRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/jobs/:job/artifacts/:file", getArtifact(registry));
  return router;
}

function getArtifact(registry: Registry): RequestHandler<PathOf<"getArtifact">> {
  return async (req, res) => {
    const job = await findJob(req, registry, req.params.job);
    const artifact = registry.jobs.artifact(job, req.params.file);
    res.set({ ETag: `"${artifact.digest}"`, "Cache-Control": "private, no-cache" });
    if (req.fresh) {
      res.status(304).end();
      return;
    }
    res.attachment(artifact.name).set({
      "Content-Type": contentTypes.get(extname(artifact.name)) ?? "application/octet-stream",
      "Content-Length": String(artifact.size),
    });
    if (req.method === "HEAD") {
      res.end();
      return;
    }
    const blob = await registry.jobs.openArtifact(artifact);
    try {
      await pipeline(Readable.from(blob.stream(0, blob.size)), res);
    } finally {
      await blob.close();
    }
  };
}
