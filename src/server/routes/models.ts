import { Router, type RequestHandler } from "express";
import type { Model, Registry } from "../../registry/index.js";
import { actorOf } from "../access/index.js";
import type { PathOf, Schema } from "../api-types.js";
import { checkLength, checkNoEncoding } from "../publishing.js";
import { readBody } from "../read-body.js";

/** Networks for jobs to learn from or be taught by. */
export function modelRoutes(registry: Registry): Router {
  const router = Router();
  router.get("/v1/models/:owner/:digest", getModel(registry));
  router.put("/v1/models/:owner/:digest", putModel(registry));
  router.delete("/v1/models/:owner/:digest", deleteModel(registry));
  return router;
}

function getModel(registry: Registry): RequestHandler<PathOf<"getModel">, Schema<"Model">> {
  return async (req, res) => {
    res.json(present(await registry.models.get(req.params)));
  };
}

function putModel(registry: Registry): RequestHandler<PathOf<"putModel">, Schema<"Model">> {
  return async (req, res) => {
    checkNoEncoding(req.headers);
    checkLength(req.headers, registry.maxUploadBytes);
    const { model, created } = await registry.models.put(req.params, readBody(req), actorOf(req));
    res.status(created ? 201 : 200).json(present(model));
  };
}

function deleteModel(registry: Registry): RequestHandler<PathOf<"deleteModel">> {
  return async (req, res) => {
    await registry.models.delete(req.params, actorOf(req));
    res.status(204).end();
  };
}

function present({ owner, digest, size, format, createdAt, usedAt }: Model): Schema<"Model"> {
  return {
    owner,
    digest,
    size,
    format,
    createdAt: createdAt.toISOString(),
    usedAt: usedAt.toISOString(),
  };
}
