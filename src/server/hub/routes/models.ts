import type { Request, RequestHandler } from "express";
import { MAX_PAGE, ownersOf, type ListQuery, type Registry } from "../../../registry/index.js";
import { accessOf } from "../../access/index.js";
import { noteVersion } from "../../request-notes.js";
import { repositoryNotFound } from "../errors.js";
import type { FileIds } from "../file-ids.js";
import type { RevisionFiles } from "../files.js";
import { presentListed, presentModel } from "../present.js";
import { baseUrl, learngeneOf, pathParameter, queryFlag, queryList, type HubRoute } from "../route.js";
import type { Snapshots } from "../snapshots.js";
import { warn } from "./files.js";

/** What models are described with. */
export interface ModelParts {
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly files: RevisionFiles;
  readonly ids: FileIds;
}

/** Learngenes as models: one revision of one, and lists. */
export function modelRoutes(parts: ModelParts): HubRoute[] {
  const info = { method: "get", scope: "read", handler: getModel(parts) } as const;
  return [
    { method: "get", path: "/api/models", scope: "any", handler: listModels(parts.registry) },
    { ...info, path: "/api/models/{owner}/{name}" },
    { ...info, path: "/api/models/{owner}/{name}/revision/{revision}" },
    {
      method: "get",
      path: "/api/models/{owner}/{name}/auth-check",
      scope: "read",
      handler: async (req, res) => {
        const { owner, name } = learngeneOf(req);
        await parts.registry.get(owner, name);
        res.json({});
      },
    },
    { method: "get", path: "/api/models/{name}", scope: "any", handler: refuseBareName },
    { method: "get", path: "/{name}/resolve/{revision}/{path*}", scope: "any", handler: refuseBareName },
  ];
}

function getModel({ registry, snapshots, files, ids }: ModelParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const snapshot = await snapshots.find(owner, name, pathParameter(req, "revision") || "main");
    noteVersion(res, snapshot.version);
    warn(res, snapshot);
    const all = await files.list(snapshot);
    const identified = queryFlag(req, "blobs")
      ? await Promise.all(all.map(async (file) => ({ file, id: await ids.of(file, snapshot) })))
      : all.map((file) => ({ file }));
    res.json(presentModel(await registry.get(owner, name), snapshot, identified));
  };
}

function listModels(registry: Registry): RequestHandler {
  return async (req, res) => {
    const query = listQuery(req);
    if (query === undefined) {
      res.json([]);
      return;
    }
    const privateOf = ownersOf(accessOf(req).grants, "read");
    const { items, nextCursor } = await registry.list({ ...query, privateOf });
    if (nextCursor !== undefined) {
      const next = new URL(req.originalUrl, baseUrl(req));
      next.searchParams.set("cursor", nextCursor);
      res.set("Link", `<${next.href}>; rel="next"`);
    }
    res.json(items.map(presentListed));
  };
}

/** Words that every learngene is found by. */
const everywhere = new Set([
  "timm",
  "transformers",
  "safetensors",
  "onnx",
  "image-classification",
  "learngene",
]);

/** What the registry is asked; `undefined` where nothing can be what is asked for. Of what there is no such thing here is ignored. */
function listQuery(req: Request): ListQuery | undefined {
  const [search, author, pipeline, cursor, limit] = [
    "search",
    "author",
    "pipeline_tag",
    "cursor",
    "limit",
  ].map((key) => queryList(req, key)[0]);
  const words = [...queryList(req, "filter"), ...(pipeline === undefined ? [] : [pipeline])]
    .flatMap((text) => text.split(","))
    .filter((word) => word !== "" && !everywhere.has(word));
  const query: { -readonly [Key in keyof ListQuery]: ListQuery[Key] } = {
    q: search,
    owner: author,
    cursor,
    limit: Math.min(Math.max(Math.trunc(Number(limit ?? MAX_PAGE)) || MAX_PAGE, 1), MAX_PAGE),
  };
  for (const word of words) {
    const [, kind, value = word] = /^(dataset|license):(.+)$/.exec(word) ?? [];
    const key = kind === "dataset" ? "dataset" : kind === "license" ? "license" : "family";
    if (query[key] !== undefined && query[key] !== value) {
      return undefined;
    }
    query[key] = value;
  }
  return query;
}

/** Names without an owner are the Hub's own models. */
const refuseBareName: RequestHandler = (req) => {
  throw repositoryNotFound(pathParameter(req, "name"));
};
