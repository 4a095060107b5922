import type { IncomingMessage } from "node:http";
import type { Grant, Token } from "../../registry/index.js";

/** What a request may do. */
export interface Access {
  /** The token that it came with, if that is of use. */
  readonly token?: Token | undefined;
  readonly grants: readonly Grant[];
  /** Why the token that it came with is of no use, as the end of a sentence. */
  readonly refusal?: string | undefined;
  /** The token that it came with, if that was of use once: it has expired, or was revoked. */
  readonly lapsed?: Token | undefined;
}

const accesses = new WeakMap<IncomingMessage, Access>();

/** Notes what a request may do. */
export function setAccess(req: IncomingMessage, access: Access): void {
  accesses.set(req, access);
}

/** Whether {@link setAccess} was called on it. */
export function hasAccess(req: IncomingMessage): boolean {
  return accesses.has(req);
}

/** What a request may do. Throws where nobody has asked: then nobody has checked it either. */
export function accessOf(req: IncomingMessage): Access {
  const access = accesses.get(req);
  if (access === undefined) {
    throw new Error("the request was not authorized");
  }
  return access;
}
