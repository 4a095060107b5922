import type { IncomingMessage } from "node:http";
import type { Actor } from "../../registry/index.js";

/** Who makes a request, for the audit log. */
export function actorOf(req: IncomingMessage): Actor {
  return {
    requestId: typeof req.id === "string" ? req.id : undefined,
    remoteAddress: req.socket.remoteAddress,
  };
}
