import { extname } from "node:path";
import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import type { PathOf } from "../api-types.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { ANY_FILE } from "../http/negotiate.js";
import { findJob } from "../jobs/find-job.js";
import { sendBytes } from "../send-file.js";
import { storedFile } from "../stored-file.js";

const contentTypes = new Map([
  [".json", "application/json"],
  [".jsonl", "application/jsonl"],
]);

/** Files that jobs made. */
export function jobArtifactRoutes(registry: Registry, gate: ExpansionGate): Router {
  const router = Router();
  router.get("/v1/jobs/:job/artifacts/:file", getArtifact(registry, gate));
  return router;
}

function getArtifact(registry: Registry, gate: ExpansionGate): RequestHandler<PathOf<"getArtifact">> {
  return async (req, res) => {
    const job = await findJob(req, registry, req.params.job);
    const artifact = registry.jobs.artifact(job, req.params.file);
    const file = storedFile(registry, artifact, {
      fileName: artifact.name,
      contentType: contentTypes.get(extname(artifact.name)) ?? ANY_FILE,
      // A job that is tried again may make another of the name.
      cacheControl: "private, no-cache",
    });
    await sendBytes(req, res, {}, file, gate);
  };
}
