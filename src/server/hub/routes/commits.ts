import type { Request, RequestHandler, Response } from "express";
import { InputError } from "../../../model/index.js";
import type { Published, Registry } from "../../../registry/index.js";
import { actorOf } from "../../access/index.js";
import type { Limits } from "../../limits.js";
import { readBody } from "../../read-body.js";
import { noteVersion } from "../../request-notes.js";
import { CommitReader, type CommitLine } from "../commit-reader.js";
import { revisionNotFound } from "../errors.js";
import { PUBLISHED_PATH } from "../files.js";
import { baseUrl, learngeneOf, pathParameter, queryFlag, type HubRoute } from "../route.js";
import { wholeCommit, type Snapshots } from "../snapshots.js";
import { largeObject } from "./lfs.js";

/** What commits are made with. */
export interface CommitParts {
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly limits: Limits;
}

/** Publishing a version by a commit of its file to `main`. */
export function commitRoutes(parts: CommitParts): HubRoute[] {
  const model = "/api/models/{owner}/{name}";
  return [
    {
      method: "post",
      path: `${model}/preupload/{revision}`,
      scope: "publish",
      body: "json",
      handler: postPreupload(parts),
    },
    { method: "post", path: `${model}/commit/{revision}`, scope: "publish", handler: postCommit(parts) },
  ];
}

function postPreupload({ registry, limits }: CommitParts): RequestHandler {
  return async (req, res) => {
    checkMain(pathParameter(req, "revision"));
    const { files } = (req.body ?? {}) as { readonly files?: unknown };
    if (!Array.isArray(files)) {
      throw new InputError("invalid-request", "files in the body must be a list", {
        field: "files",
        fix: "Send the files' paths and sizes, as Hub clients do.",
      });
    }
    const current = await currentDigest(registry, learngeneOf(req));
    const answers = files.map((file: unknown) => {
      const given = new Map<string, unknown>(Object.entries((file as object | undefined) ?? {}));
      const path = checkPath(given.get("path"));
      const isLarge = Number(given.get("size")) > limits.maxInlineBytes;
      // By its SHA-256 a client sees that it need not send the file; of the other id the server knows nothing.
      const oid = isLarge ? (current?.replace("sha256:", "") ?? null) : null;
      return { path, uploadMode: isLarge ? "lfs" : "regular", shouldIgnore: false, oid };
    });
    if (answers.some(({ uploadMode }) => uploadMode === "lfs") && mayHaveXet(req)) {
      res.set("X-HF-Warning", "xet; Set HF_HUB_DISABLE_XET=1 to publish here");
    }
    res.json({ files: answers });
  };
}

/** Whether a client with Xet installed sends large files by that alone, without a question: from 1.20 on. */
function mayHaveXet(req: Request): boolean {
  const [, major = "0", minor = "0"] = /hf_hub\/(\d+)\.(\d+)/.exec(req.headers["user-agent"] ?? "") ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 20);
}

function postCommit({ registry, snapshots, limits }: CommitParts): RequestHandler {
  return async (req, res) => {
    checkMain(pathParameter(req, "revision"));
    if (queryFlag(req, "create_pr")) {
      throw new InputError("forbidden", "there are no pull requests here", {
        field: "create_pr",
        fix: "Commit to main, which publishes a version.",
      });
    }
    const { owner, name } = learngeneOf(req);
    const reader = new CommitReader(readBody(req));
    const published = await publishCommit(req, reader, registry, limits);
    const { version } = published;
    noteVersion(res, version);
    const [sha = wholeCommit(version.digest)] = await snapshots.commitsOf([version.digest]);
    sendCommitted(res, { sha, url: `${baseUrl(req)}/${owner}/${name}/commit/${sha}` });
  };
}

function sendCommitted(res: Response, { sha, url }: { readonly sha: string; readonly url: string }): void {
  res.json({ success: true, commitOid: sha, commitUrl: url, hookOutput: "" });
}

/** Publishes the one file of a commit. */
async function publishCommit(
  req: Request,
  reader: CommitReader,
  registry: Registry,
  limits: Limits,
): Promise<Published> {
  const learngene = learngeneOf(req);
  for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
    if (part.kind === "content") {
      const body = inlineFile(reader, limits.maxInlineBytes);
      return registry.publish({ ...learngene, body }, actorOf(req));
    }
    const { key, value } = part.line;
    if (key === "header") {
      await checkParent(registry, learngene, value.get("parentCommit"));
    } else {
      const object = lfsFile(part.line, learngene, limits);
      await expectEnd(reader);
      return publishLarge(registry, object, req);
    }
  }
  throw new InputError("invalid-request", "the commit has no file", {
    field: "body",
    fix: `Commit ${PUBLISHED_PATH}.`,
  });
}

/**
 * The bytes of the file that a line holds. What stands after them is read with them: only once it is known that it is this
 * file, and no other with it, does the stream end, and what reads it publish.
 */
async function* inlineFile(reader: CommitReader, maxBytes: number): AsyncGenerator<Uint8Array> {
  let came = 0;
  for await (const chunk of reader.content()) {
    came += chunk.byteLength;
    if (came > maxBytes) {
      throw new InputError("body-too-large", `a file in a commit may have ${maxBytes} bytes here`, {
        field: "content",
        fix: "Send it by Git LFS, as Hub clients do when they ask before.",
      });
    }
    yield chunk;
  }
  const { key, value } = await reader.endLine();
  if (key !== "file") {
    throw refusedOperation(key);
  }
  checkPath(value.get("path"));
  if (value.get("encoding") !== "base64") {
    throw new InputError("invalid-request", "a file in a commit must be in base64", {
      field: "encoding",
      fix: "Send it in base64, as Hub clients do.",
    });
  }
  await expectEnd(reader);
}

function lfsFile({ key, value }: CommitLine, learngene: { owner: string; name: string }, limits: Limits) {
  if (key !== "lfsFile") {
    throw refusedOperation(key);
  }
  checkPath(value.get("path"));
  const size = value.get("size");
  return largeObject(learngene, String(value.get("oid")), typeof size === "number" ? size : -1, limits);
}

/** What came by Git LFS, or is a version already: then nothing came. */
async function publishLarge(
  registry: Registry,
  object: ReturnType<typeof largeObject>,
  req: Request,
): Promise<Published> {
  const { owner, name, digest, size } = object;
  if (!(await registry.largeObjects.isComplete(object))) {
    const version = await registry.resolve(owner, name, digest).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
    });
    if (version?.size === size) {
      return { version, created: false };
    }
  }
  return registry.largeObjects.publish(object, actorOf(req));
}

async function expectEnd(reader: CommitReader): Promise<void> {
  const more = await reader.next();
  if (more !== undefined) {
    throw new InputError("invalid-request", "a commit here is of one file", {
      field: "body",
      fix: `Commit ${PUBLISHED_PATH} alone: everything else is made from it.`,
    });
  }
}

function refusedOperation(key: string): InputError {
  return new InputError("invalid-request", `commits of ${key.slice(0, 40)} are not taken here`, {
    field: "key",
    value: key.slice(0, 40),
    fix: "Yank or delete versions by DELETE and PUT under /v1/learngenes; publish others by a commit of a file.",
  });
}

/** Refuses what is no learngene: everything else in a revision is made from it. */
function checkPath(path: unknown): string {
  if (path !== PUBLISHED_PATH) {
    const shown = typeof path === "string" ? path.slice(0, 100) : "no path";
    throw new InputError("invalid-request", `this server takes learngenes alone, and no ${shown}`, {
      field: "path",
      value: shown,
      fix: `Upload a learngene's file as ${PUBLISHED_PATH}: weights, configuration and card are made from it.`,
    });
  }
  return path;
}

function checkMain(revision: string): void {
  if (revision !== "main" && revision !== "HEAD") {
    throw revisionNotFound(`learngenes are published to main, and not to ${revision.slice(0, 100)}`);
  }
}

/** Digest of the newest version, if there is any. */
async function currentDigest(
  registry: Registry,
  { owner, name }: { readonly owner: string; readonly name: string },
): Promise<string | undefined> {
  try {
    return (await registry.resolve(owner, name, "latest")).digest;
  } catch (error) {
    if (error instanceof InputError && error.code !== "invalid-name") {
      return undefined;
    }
    throw error;
  }
}

async function checkParent(
  registry: Registry,
  learngene: { readonly owner: string; readonly name: string },
  parent: unknown,
): Promise<void> {
  if (typeof parent !== "string") {
    return;
  }
  const digest = await currentDigest(registry, learngene);
  const now = digest === undefined ? undefined : wholeCommit(digest);
  if (now?.startsWith(parent.toLowerCase()) !== true || parent.length < 5) {
    throw new InputError("precondition-failed", `main is at ${now ?? "no commit yet"}`, {
      field: "parentCommit",
      value: parent.slice(0, 40),
      fix: "Look at what was published meanwhile, and decide anew.",
    });
  }
}
