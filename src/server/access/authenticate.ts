import type { Request } from "express";
import { ALL_OWNERS, type AccessControl, type Grant } from "../../registry/index.js";
import type { Access } from "./access-of.js";
import { requestLog } from "../logging.js";
import { isLocal } from "./loopback.js";
import type { AccessOptions } from "./options.js";

const everything: readonly Grant[] = [{ owner: ALL_OWNERS, scope: "admin" }];

/**
 * What a request may do: what its token is granted; before there is any token, everything if it comes from this machine,
 * or if the server is insecure.
 */
export async function authenticate(
  control: AccessControl,
  req: Request,
  { insecure = false }: AccessOptions,
): Promise<Access> {
  const { authorization } = req.headers;
  if (authorization !== undefined) {
    const access = await byToken(control, req, authorization);
    // Programs send what they have: before there are tokens it need not be one of ours.
    if (access.token !== undefined || (await control.hasTokens())) {
      return access;
    }
  }
  const trusted = (insecure || isLocal(req)) && !(await control.hasTokens());
  return { grants: trusted ? everything : [] };
}

async function byToken(control: AccessControl, req: Request, authorization: string): Promise<Access> {
  // Hub clients in JavaScript take tokens that begin so, and no others.
  const secret = /^Bearer +(?:hf_(?=lg_))?(\S+) *$/i.exec(authorization)?.[1];
  if (secret === undefined) {
    return { grants: [], refusal: "the Authorization header holds no bearer token" };
  }
  const token = await control.findToken(secret);
  switch (token?.state) {
    case "active":
      // Not waited for: a request is not to fail or to wait for a note about it.
      control.touch(token).catch((error: unknown) => {
        requestLog(req).warn({ err: error }, "could not write down that a token was used");
      });
      return { token, grants: token.grants };
    case "expired":
      return { grants: [], refusal: "the token has expired", lapsed: token };
    case "revoked":
      return { grants: [], refusal: "the token was revoked", lapsed: token };
    case undefined:
      return { grants: [], refusal: "the token is unknown" };
  }
}
