import { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { PathOf, QueryOf, Schema } from "../api-types.js";
import { announcedDigest } from "../digest-headers.js";
import { cacheControl, redirectedFromTag, wholeSeconds } from "../http/addresses.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { presentVersion } from "../present.js";
import { checkLength, checkNoEncoding, sendPublished } from "../publishing.js";
import { readBody } from "../read-body.js";
import { redirectToFile, sendFile } from "../send-file.js";
import { storedFile } from "../stored-file.js";
import { presentResult } from "./results.js";
import { warnIfYanked } from "../yanked.js";

/** Publishing versions, getting them back, and deleting them. */
export function versionRoutes(registry: Registry, gate: ExpansionGate): Router {
  const router = Router();
  router.post("/v1/learngenes/:owner/:name/versions", publishVersion(registry));
  router.get("/v1/learngenes/:owner/:name/versions/:ref", getVersion(registry));
  router.delete("/v1/learngenes/:owner/:name/versions/:ref", deleteVersion(registry));
  router.get("/v1/learngenes/:owner/:name/versions/:ref/file", getVersionFile(registry, gate));
  return router;
}

function publishVersion(
  registry: Registry,
): RequestHandler<PathOf<"publishVersion">, Schema<"Version">, unknown, QueryOf<"publishVersion">> {
  return async (req, res) => {
    checkNoEncoding(req.headers);
    checkLength(req.headers, registry.maxUploadBytes);
    const expectedDigest = announcedDigest(req.headers, ["Content-Digest", "Repr-Digest", "Digest"]);
    const { visibility } = req.query;
    const publication = { ...req.params, expectedDigest, visibility, body: readBody(req) };
    sendPublished(res, await registry.publish(publication, actorOf(req)));
  };
}

/** Results that are shown with a version. */
const SHOWN_RESULTS = 20;

function getVersion(registry: Registry): RequestHandler<PathOf<"getVersion">, Schema<"Version">> {
  return async ({ params }, res) => {
    const version = await registry.resolve(params.owner, params.name, params.ref);
    warnIfYanked(res, version);
    const { items } = await registry.results.list(
      { ...params, ref: String(version.number) },
      { limit: SHOWN_RESULTS },
    );
    const results = items.map(presentResult);
    res.json({ ...presentVersion(version), ...(results.length === 0 ? {} : { results }) });
  };
}

function deleteVersion(registry: Registry): RequestHandler<PathOf<"deleteVersion">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    await registry.deleteVersion(owner, name, ref, actorOf(req));
    res.status(204).end();
  };
}

function getVersionFile(registry: Registry, gate: ExpansionGate): RequestHandler<PathOf<"getVersionFile">> {
  return async (req, res) => {
    const { owner, name, ref } = req.params;
    const version = await registry.resolve(owner, name, ref);
    warnIfYanked(res, version);
    if (redirectedFromTag(req, res, version, ref)) {
      return;
    }
    const file = storedFile(registry, version, {
      fileName: `${version.name}-v${version.number}.safetensors`,
      lastModified: wholeSeconds(version.createdAt),
      cacheControl: await cacheControl(req, registry, version, ref),
    });
    // An address of the store is good for one method alone.
    const url = req.method === "GET" ? await registry.downloadUrl(version, file.fileName) : undefined;
    if (url !== undefined) {
      redirectToFile(req, res, version, { ...file, url });
      return;
    }
    await sendFile(req, res, version, file, gate);
  };
}
