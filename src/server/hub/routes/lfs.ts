import type { Request, RequestHandler } from "express";
import { InputError } from "../../../model/index.js";
import { partsOf, type LargeObject, type Registry } from "../../../registry/index.js";
import { HttpFault } from "../../errors/fault.js";
import type { Limits } from "../../limits.js";
import { rawQuery } from "../../middleware/query.js";
import { checkNoEncoding } from "../../publishing.js";
import { readBody } from "../../read-body.js";
import { baseUrl, learngeneOf, pathParameter, type HubRoute } from "../route.js";
import { readSigned, signedPath, type SignedAddress } from "../signing.js";

/** Git LFS, by which clients send files that are too long for a commit. */
export function lfsRoutes(registry: Registry, limits: Limits): HubRoute[] {
  const address = "/api/lfs/{owner}/{name}/{oid}";
  return [
    {
      method: "post",
      path: "/{owner}/{name}.git/info/lfs/objects/batch",
      scope: "publish",
      body: "json",
      handler: postBatch(registry, limits),
    },
    // Clients send no token to addresses that they were given; the addresses are signed.
    { method: "put", path: address, scope: "none", handler: putPart(registry) },
    { method: "post", path: address, scope: "none", body: "json", handler: postCompletion(registry) },
  ];
}

/** The object of that digest and size, in the parts that this server has it come in. */
export function largeObject(
  { owner, name }: { readonly owner: string; readonly name: string },
  oid: string,
  size: number,
  { maxBasicBytes, lfsPartBytes }: Limits,
): LargeObject {
  if (!/^[0-9a-f]{64}$/.test(oid) || !Number.isSafeInteger(size) || size < 1) {
    throw new InputError("invalid-request", "an object needs an oid and a size", {
      field: "oid",
      value: oid.slice(0, 100),
      fix: "Give the file's SHA-256 in 64 lower-case hexadecimal digits, and its length in bytes.",
    });
  }
  return {
    owner,
    name,
    digest: `sha256:${oid}`,
    size,
    partBytes: size > maxBasicBytes ? lfsPartBytes : size,
  };
}

/** Whether a learngene has a version of that digest. */
export async function hasVersion(registry: Registry, { owner, name, digest }: LargeObject): Promise<boolean> {
  try {
    await registry.resolve(owner, name, digest);
    return true;
  } catch (error) {
    if (error instanceof InputError) {
      return false;
    }
    throw error;
  }
}

function postBatch(registry: Registry, limits: Limits): RequestHandler {
  return async (req, res) => {
    const body = new Map<string, unknown>(Object.entries((req.body as object | undefined) ?? {}));
    const objects = body.get("objects");
    if (body.get("operation") !== "upload" || !Array.isArray(objects) || objects.length > 1000) {
      throw new InputError("invalid-request", "this is no batch of files to upload", {
        field: "operation",
        fix: "Download files from resolve; upload by Git LFS's batch API.",
      });
    }
    const key = await registry.hub.signingKey();
    const answers = await Promise.all(
      objects.map((each: unknown) => answerObject(req, registry, limits, key, each)),
    );
    res.type("application/vnd.git-lfs+json").json({ transfer: "basic", objects: answers });
  };
}

async function answerObject(req: Request, registry: Registry, limits: Limits, key: Buffer, asked: unknown) {
  const given = new Map<string, unknown>(Object.entries((asked as object | undefined) ?? {}));
  const [oid, size] = [String(given.get("oid")), Number(given.get("size"))];
  const object = largeObject(learngeneOf(req), oid, size, limits);
  if (size > registry.maxUploadBytes) {
    const message = `${size} bytes are over this server's limit of ${registry.maxUploadBytes}`;
    return { oid, size, error: { code: 413, message } };
  }
  if (await hasVersion(registry, object)) {
    return { oid, size };
  }
  const href = (part: SignedAddress["part"]) => baseUrl(req) + signedPath(key, { object, part });
  const parts = partsOf(object);
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) {
    return { oid, size, authenticated: true, actions: { upload: { href: href(first) } } };
  }
  const header = Object.fromEntries(parts.map((part, i) => [String(i + 1).padStart(5, "0"), href(part)]));
  return {
    oid,
    size,
    authenticated: true,
    actions: {
      upload: { href: href(undefined), header: { chunk_size: String(object.partBytes), ...header } },
    },
  };
}

function putPart(registry: Registry): RequestHandler {
  return async (req, res) => {
    checkNoEncoding(req.headers);
    const { object, part } = await signedAddress(req, registry);
    if (part === undefined) {
      throw notSigned();
    }
    const digest = await registry.largeObjects.putPart(object, part, readBody(req));
    res.set("ETag", `"${digest}"`).status(200).end();
  };
}

/** All parts are there; whether they are the file that was announced is seen when it is published, which reads it anyway. */
function postCompletion(registry: Registry): RequestHandler {
  return async (req, res) => {
    const { object, part } = await signedAddress(req, registry);
    if (part !== undefined) {
      throw notSigned();
    }
    if (!(await registry.largeObjects.isComplete(object))) {
      throw new InputError("invalid-request", "not all parts of the file are here", {
        field: "parts",
        fix: "Put every part to its address, then say so again.",
      });
    }
    res.json({});
  };
}

async function signedAddress(req: Request, registry: Registry): Promise<SignedAddress> {
  const named = { ...learngeneOf(req), oid: pathParameter(req, "oid") };
  const address = readSigned(await registry.hub.signingKey(), named, rawQuery(req));
  if (address === undefined) {
    throw notSigned();
  }
  return address;
}

function notSigned(): HttpFault {
  return new HttpFault("unauthorized", "this address was not given out for that, or has expired", {
    fix: "Ask for another by Git LFS's batch API.",
  });
}
