import type { IncomingMessage } from "node:http";

/**
 * Reads on what a client still sends after it was answered, and drops it: closing at once would reset the
 * connection, and the answer could be lost. A client that goes on for longer than `milliseconds` is cut off.
 */
export function drain(req: IncomingMessage, milliseconds: number): void {
  if (req.complete || req.destroyed) {
    return;
  }
  const timer = setTimeout(() => {
    req.destroy();
  }, milliseconds);
  req.once("close", () => {
    clearTimeout(timer);
  });
  req.resume();
}
