import type { IncomingMessage } from "node:http";
import type { Actor, Administrator } from "../../registry/index.js";
import { requestIdOf } from "../logging.js";
import { accessOf, hasAccess } from "./access-of.js";

/** The parts of Express's request that tell who makes it. */
type Asker = IncomingMessage & { readonly ip?: string | undefined };

/** Who makes a request, for the audit log. */
export function actorOf(req: Asker): Actor {
  const token = hasAccess(req) ? accessOf(req).token : undefined;
  return {
    tokenId: token?.id,
    tokenName: token?.name,
    requestId: requestIdOf(req),
    remoteAddress: req.ip,
  };
}

/** Who makes a request, for what only administrators do. */
export function administratorOf(req: Asker): Administrator {
  return { grants: accessOf(req).grants, actor: actorOf(req) };
}
