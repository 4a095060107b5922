import type { Request, RequestHandler } from "express";
import { ALL_OWNERS, ownersOf, scopes, type Grant } from "../../../registry/index.js";
import { accessOf, unauthorized, type Access } from "../../access/index.js";
import type { HubRoute } from "../route.js";

/** Who asks. */
export function accountRoutes(): HubRoute[] {
  return [{ method: "get", path: "/api/whoami-v2", scope: "any", handler: whoAmI }];
}

const whoAmI: RequestHandler = (req, res) => {
  const access = accessOf(req);
  if (access.grants.length === 0) {
    throw unauthorized(access.refusal ?? "this request needs a token", "Log in with a token of this server.");
  }
  const { token, grants } = access;
  const own = ownOwner(grants);
  const name = own ?? token?.name ?? "local";
  res.json({
    type: "user",
    id: token?.id ?? "local",
    name,
    fullname: token?.name ?? "whoever uses this machine",
    email: null,
    orgs: ownersNamed(access)
      .filter((owner) => owner !== own)
      .map((owner) => ({ type: "org", name: owner })),
    auth: {
      type: "access_token",
      accessToken: { displayName: token?.name ?? "local", role: mayPublish(grants) ? "write" : "read" },
    },
  });
};

/** The owner that a token is for, where it may publish for one alone: what stands for its bearer's own name. */
export function ownOwner(grants: readonly Grant[]): string | undefined {
  const [first, ...others] = ownersOf(grants, "publish");
  return others.length === 0 && first !== ALL_OWNERS ? first : undefined;
}

function ownersNamed({ grants }: Access): string[] {
  return ownersOf(grants, scopes[0]).filter((owner) => owner !== ALL_OWNERS);
}

function mayPublish(grants: readonly Grant[]): boolean {
  return ownersOf(grants, "publish").length > 0;
}

/** Whose a repository is that a request names without an owner. */
export function ownerOfRequest(req: Request): string | undefined {
  return ownOwner(accessOf(req).grants);
}
