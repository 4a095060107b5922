import type { IncomingMessage } from "node:http";
import type { Request, Response } from "express";
import { isDigest, type Registry, type Version } from "../../registry/index.js";
import { accessOf } from "../access/index.js";
import { noteVersion } from "../request-notes.js";

/** An answer that is the same for good. */
export const FOREVER = "max-age=31536000, immutable";

/**
 * Whether a request under `/v1/learngenes/{owner}/{name}/versions/{ref}` names its version by a tag, and was answered with
 * where the file is under the version's digest: the tag may move, that address stays, and is cached for good.
 */
export function redirectedFromTag<Body>(
  { originalUrl }: Pick<Request, "originalUrl">,
  res: Response<Body>,
  version: Version,
  ref: string,
): boolean {
  const { owner, name } = version;
  if (isDigest(ref) || /^[0-9]+$/.test(ref)) {
    return false;
  }
  noteVersion(res, version);
  const rest = /\/versions\/[^/?]+(\/.*)$/.exec(originalUrl)?.[1] ?? "";
  res
    .status(307)
    .set({
      Location: `/v1/learngenes/${owner}/${name}/versions/${version.digest}${rest}`,
      "Cache-Control": "no-cache",
      "Learngene-Version": String(version.number),
      "Learngene-Digest": version.digest,
    })
    .end();
  return true;
}

/**
 * How a version's files may be cached: by everybody if everybody may see them; for good under the digest, unless the
 * version is yanked, which those who come back are to be told. Under a number, where a version may be deleted, only
 * with a look whether they are still there.
 *
 * @param isFixed whether what the address stands for depends on the version alone
 */
export async function cacheControl(
  req: IncomingMessage,
  registry: Registry,
  { owner, name, yanked }: Version,
  ref: string,
  isFixed = true,
): Promise<string> {
  // Who was let in without being granted anything reads what is public.
  const isPublic = accessOf(req).grants.length === 0 || (await registry.isPublic(owner, name));
  const lasts = isFixed && isDigest(ref) && yanked === undefined;
  return `${isPublic ? "public" : "private"}, ${lasts ? FOREVER : "no-cache"}`;
}

/** HTTP's dates have no parts of a second: one that came back would be earlier than the time itself. */
export function wholeSeconds(time: Date): Date {
  return new Date(Math.trunc(time.getTime() / 1000) * 1000);
}
