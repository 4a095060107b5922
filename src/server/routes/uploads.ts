import { Router, type RequestHandler, type Response } from "express";
import type { Registry, Upload } from "../../registry/index.js";
import { actorOf } from "../access/actor-of.js";
import type { PathOf, Schema } from "../api-types.js";
import { announcedDigest } from "../digest-headers.js";
import { presentUpload } from "../present.js";
import { checkNoEncoding, sendPublished } from "../publishing.js";
import { readBody } from "../read-body.js";

/**
 * Publishing in several requests. Core and creation of the tus protocol 1.0, so that its clients can upload here, but
 * with problems, digests and the published version as the rest of the API has them.
 */
export function uploadRoutes(registry: Registry): Router {
  const router = Router();
  router.post("/v1/learngenes/:owner/:name/uploads", createUpload(registry));
  router.get("/v1/learngenes/:owner/:name/uploads/:upload", getUpload(registry));
  router.patch("/v1/learngenes/:owner/:name/uploads/:upload", appendToUpload(registry));
  router.delete("/v1/learngenes/:owner/:name/uploads/:upload", deleteUpload(registry));
  return router;
}

function createUpload(registry: Registry): RequestHandler<PathOf<"createUpload">, Schema<"Upload">> {
  return async (req, res) => {
    const digest = announcedDigest(req.headers, ["Repr-Digest", "Digest"]);
    const announced = { ...req.params, size: Number(req.headers["upload-length"]), digest };
    const upload = await registry.uploads.create(announced, actorOf(req));
    setOffset(res, upload);
    res.status(201).location(uploadPath(upload)).json(presentUpload(upload));
  };
}

function getUpload(registry: Registry): RequestHandler<PathOf<"getUpload">, Schema<"Upload">> {
  return async (req, res) => {
    const { upload } = await registry.uploads.get(uploadName(req.params), actorOf(req));
    setOffset(res, upload);
    res.json(presentUpload(upload));
  };
}

function appendToUpload(registry: Registry): RequestHandler<PathOf<"appendToUpload">, Schema<"Version">> {
  return async (req, res) => {
    checkNoEncoding(req.headers);
    const length = req.headers["content-length"];
    const bytes = {
      offset: Number(req.headers["upload-offset"]),
      body: readBody(req),
      length: length === undefined ? undefined : Number(length),
      digest: announcedDigest(req.headers, ["Content-Digest"]),
    };
    const { upload, published } = await registry.uploads.append(uploadName(req.params), bytes, actorOf(req));
    setOffset(res, upload);
    if (published === undefined) {
      res.status(204).end();
    } else {
      sendPublished(res, published);
    }
  };
}

function deleteUpload(registry: Registry): RequestHandler<PathOf<"deleteUpload">> {
  return async (req, res) => {
    await registry.uploads.delete(uploadName(req.params), actorOf(req));
    res.set("Tus-Resumable", "1.0.0").status(204).end();
  };
}

function uploadName({ owner, name, upload }: PathOf<"getUpload">) {
  return { owner, name, id: upload };
}

function uploadPath({ owner, name, id }: Upload): string {
  return `/v1/learngenes/${owner}/${name}/uploads/${id}`;
}

/** How an upload stands, where tus clients look for it. */
function setOffset(res: Response, { offset, size }: Upload): void {
  res.set({
    "Upload-Offset": String(offset),
    "Upload-Length": String(size),
    "Tus-Resumable": "1.0.0",
    "Cache-Control": "no-store",
  });
}
