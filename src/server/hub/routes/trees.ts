import type { RequestHandler } from "express";
import { noteVersion } from "../../request-notes.js";
import { isCommit } from "../commit.js";
import { entryNotFound } from "../errors.js";
import type { RevisionFile } from "../files.js";
import { presentFile, presentFolder } from "../present.js";
import { learngeneOf, pathParameter, queryFlag, type HubRoute } from "../route.js";
import type { Snapshot } from "../snapshots.js";
import type { ModelParts } from "./models.js";

/** What is in revisions, and what revisions there are. */
export function treeRoutes(parts: ModelParts): HubRoute[] {
  const model = "/api/models/{owner}/{name}";
  const tree = { method: "get", scope: "read", handler: getTree(parts) } as const;
  const paths = {
    method: "post",
    path: `${model}/paths-info/{revision}`,
    scope: "read",
    reads: true,
    body: "form",
    handler: getPaths(parts),
  } as const;
  return [
    { ...tree, path: `${model}/tree/{revision}` },
    { ...tree, path: `${model}/tree/{revision}/{path*}` },
    paths,
    { method: "get", path: `${model}/refs`, scope: "read", handler: getRefs(parts) },
    { method: "get", path: `${model}/commits/{revision}`, scope: "read", handler: getCommits(parts) },
  ];
}

function getTree(parts: ModelParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const snapshot = await parts.snapshots.find(owner, name, pathParameter(req, "revision"));
    noteVersion(res, snapshot.version);
    const folder = pathParameter(req, "path").replace(/\/$/, "");
    const inside = folder === "" ? "" : `${folder}/`;
    const within = (await parts.files.list(snapshot)).filter(({ path }) => path.startsWith(inside));
    if (within.length === 0) {
      throw entryNotFound(folder, snapshot.sha, "Ask for the whole tree, or for onnx.");
    }
    const withCommit = queryFlag(req, "expand");
    const rest = (path: string) => path.slice(inside.length);
    const files = queryFlag(req, "recursive")
      ? within
      : within.filter(({ path }) => !rest(path).includes("/"));
    const folders = new Set(
      within.flatMap(({ path }) =>
        rest(path).includes("/") ? [inside + rest(path).replace(/\/.*/, "")] : [],
      ),
    );
    res.json([
      ...[...folders].map((path) => presentFolder(path, snapshot, withCommit)),
      ...(await presentFiles(parts, files, snapshot, withCommit)),
    ]);
  };
}

function getPaths(parts: ModelParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const snapshot = await parts.snapshots.find(owner, name, pathParameter(req, "revision"));
    noteVersion(res, snapshot.version);
    const body = new Map<string, unknown>(Object.entries((req.body as object | undefined) ?? {}));
    const asked = new Set([body.get("paths")].flat());
    const withCommit = ["true", "True", true].includes(body.get("expand") as string | boolean);
    const all = await parts.files.list(snapshot);
    const folders = [
      ...new Set(all.flatMap(({ path }) => (path.includes("/") ? [path.replace(/\/.*/, "")] : []))),
    ];
    res.json([
      ...folders.filter((path) => asked.has(path)).map((path) => presentFolder(path, snapshot, withCommit)),
      ...(await presentFiles(
        parts,
        all.filter(({ path }) => asked.has(path)),
        snapshot,
        withCommit,
      )),
    ]);
  };
}

function presentFiles(
  { ids }: ModelParts,
  files: readonly RevisionFile[],
  snapshot: Snapshot,
  withCommit: boolean,
) {
  return Promise.all(
    files.map(async (file) => presentFile({ file, id: await ids.of(file, snapshot) }, snapshot, withCommit)),
  );
}

function getRefs({ registry, snapshots }: ModelParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const { latest, versions, tags } = await registry.get(owner, name);
    const commits = await snapshots.commitsOf(versions.map(({ digest }) => digest));
    const commitOf = new Map(versions.map(({ number }, i) => [number, commits[i]]));
    const numbers = versions.filter(({ yanked }) => yanked === undefined).map(({ number }) => number);
    res.json({
      branches:
        latest === undefined
          ? []
          : [{ name: "main", ref: "refs/heads/main", targetCommit: commitOf.get(latest.number) }],
      tags: [
        ...numbers.map((number): [string, number] => [`v${number}`, number]),
        // The registry's own name of what is main here.
        ...tags
          .filter(({ tag }) => tag !== "latest")
          .map(({ tag, number }): [string, number] => [tag, number]),
      ].map(([tag, number]) => ({ name: tag, ref: `refs/tags/${tag}`, targetCommit: commitOf.get(number) })),
      converts: [],
      pullRequests: [],
    });
  };
}

/** The versions up to that of a whole one; of an expansion, itself alone. */
function getCommits({ registry, snapshots }: ModelParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const revision = pathParameter(req, "revision");
    const { sha, version, expansion } = await snapshots.find(owner, name, revision);
    noteVersion(res, version);
    const isHistory = expansion.layers === undefined && !isCommit(revision);
    const { versions } = await registry.get(owner, name);
    const listed = isHistory
      ? versions.filter(({ number, yanked }) => number <= version.number && yanked === undefined)
      : [version];
    const commits = isHistory ? await snapshots.commitsOf(listed.map(({ digest }) => digest)) : [sha];
    res.json(
      listed.map(({ number, createdAt }, i) => ({
        id: commits[i],
        title: `Version ${number}`,
        message: "",
        date: createdAt.toISOString(),
        authors: [{ user: owner }],
      })),
    );
  };
}
