import type { Request, RequestHandler } from "express";
import { InputError } from "../../../model/index.js";
import type { Registry, Visibility } from "../../../registry/index.js";
import { actorOf, requireGranted } from "../../access/index.js";
import { baseUrl, learngeneOf, pathParameter, type HubRoute } from "../route.js";
import type { Snapshots } from "../snapshots.js";
import { ownerOfRequest } from "./account.js";

/** Making and deleting learngenes, and tags on their versions. */
export function repositoryRoutes(registry: Registry, snapshots: Snapshots): HubRoute[] {
  const model = "/api/models/{owner}/{name}";
  return [
    { method: "post", path: "/api/repos/create", scope: "any", body: "json", handler: create(registry) },
    { method: "delete", path: "/api/repos/delete", scope: "any", body: "json", handler: remove(registry) },
    // Cards are made here, and none is taken: see preupload, which says so.
    {
      method: "post",
      path: "/api/validate-yaml",
      scope: "any",
      reads: true,
      handler: (_req, res) => {
        res.json({ errors: [], warnings: [] });
      },
    },
    {
      method: "post",
      path: `${model}/tag/{revision}`,
      scope: "publish",
      body: "json",
      handler: setTag(registry, snapshots),
    },
    { method: "delete", path: `${model}/tag/{revision}`, scope: "publish", handler: deleteTag(registry) },
    { method: "post", path: `${model}/branch/{revision}`, scope: "publish", handler: refuseBranch },
  ];
}

function create(registry: Registry): RequestHandler {
  return async (req, res) => {
    const { owner, name } = named(req);
    await requireGranted(registry, req, "publish", owner);
    const { exists } = await registry.reserve(owner, name, visibilityOf(req), actorOf(req));
    const id = `${owner}/${name}`;
    const answer = { url: `${baseUrl(req)}/${id}`, id, name: id };
    if (exists) {
      res
        .status(409)
        .set("X-Error-Message", `${id} exists`)
        .json({ ...answer, error: `${id} exists` });
      return;
    }
    res.json(answer);
  };
}

function remove(registry: Registry): RequestHandler {
  return async (req, res) => {
    const { owner, name } = named(req);
    await requireGranted(registry, req, "admin", owner);
    await registry.deleteLearngene(owner, name, actorOf(req));
    res.json({});
  };
}

/** The repository that a body names. */
function named(req: Request): { owner: string; name: string } {
  const body = new Map<string, unknown>(Object.entries((req.body as object | undefined) ?? {}));
  const [given, name, type] = [body.get("organization"), body.get("name"), body.get("type")];
  if (typeof name !== "string" || (type !== undefined && type !== null && type !== "model")) {
    throw new InputError("invalid-request", "this server has models alone", {
      field: "type",
      fix: "Name a model as owner/name.",
    });
  }
  // Some clients send the whole name as one.
  const [first = "", second] = name.split("/");
  const owner = typeof given === "string" ? given : second === undefined ? ownerOfRequest(req) : first;
  if (owner === undefined) {
    throw new InputError("invalid-request", `${name.slice(0, 100)} says nothing of its owner`, {
      field: "organization",
      fix: "Name it as owner/name: this token is not for one owner alone.",
    });
  }
  return { owner, name: second ?? name };
}

function visibilityOf(req: Request): Visibility | undefined {
  const body = new Map<string, unknown>(Object.entries((req.body as object | undefined) ?? {}));
  const [visibility, isPrivate] = [body.get("visibility"), body.get("private")];
  if (visibility === "public" || visibility === "private") {
    return visibility;
  }
  return isPrivate === true ? "private" : isPrivate === false ? "public" : undefined;
}

function setTag(registry: Registry, snapshots: Snapshots): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const { tag } = (req.body ?? {}) as { readonly tag?: unknown };
    const { version, expansion } = await snapshots.find(owner, name, pathParameter(req, "revision"));
    if (expansion.layers !== undefined || expansion.dialect !== "timm" || expansion.dtype !== "float32") {
      throw new InputError(
        "invalid-request",
        "tags stand on versions, and not on what they are expanded to",
        {
          field: "revision",
          fix: "Tag main, a version such as v3, or a tag; name expansions by it, such as TAG-depth-9.",
        },
      );
    }
    await registry.setTag(owner, name, String(tag), String(version.number), actorOf(req));
    res.json({});
  };
}

function deleteTag(registry: Registry): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    await registry.deleteTag(owner, name, pathParameter(req, "revision"), actorOf(req));
    res.json({});
  };
}

const refuseBranch: RequestHandler = () => {
  throw new InputError("forbidden", "there are no branches here but main", {
    field: "branch",
    fix: "Publish to main, and tag the version.",
  });
};
