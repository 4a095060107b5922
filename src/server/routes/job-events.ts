import { once } from "node:events";
import { Router, type RequestHandler, type Response } from "express";
import { isOver, type JobEvent, type Registry } from "../../registry/index.js";
import type { PathOf } from "../api-types.js";
import { findJob } from "../jobs/find-job.js";

/** Milliseconds without an event after which a comment is sent: proxies close what is silent for longer. */
const HEARTBEAT_MILLISECONDS = 15_000;

/** Milliseconds that a client is to wait before it comes back. */
const RETRY_MILLISECONDS = 2000;

/** What jobs tell, as Server-Sent Events. */
export function jobEventRoutes(registry: Registry, isStopping: () => boolean): Router {
  const router = Router();
  router.get("/v1/jobs/:job/events", followJob(registry, isStopping));
  return router;
}

function followJob(registry: Registry, isStopping: () => boolean): RequestHandler<PathOf<"followJob">> {
  return async (req, res) => {
    const { id, state, lastEvent } = await findJob(req, registry, req.params.job);
    const after = Number(req.get("Last-Event-ID") ?? 0);
    if (isOver(state) && after >= lastEvent) {
      res.status(204).end();
      return;
    }
    res.status(200).set({
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // nginx would keep events back until it has some kilobytes of them.
      "X-Accel-Buffering": "no",
    });
    res.flushHeaders();
    if (req.method === "HEAD") {
      res.end();
      return;
    }
    const left = new AbortController();
    res.once("close", () => {
      left.abort();
    });
    await write(res, `retry: ${RETRY_MILLISECONDS}\n\n`, left.signal);
    let wroteAt = performance.now();
    for await (const events of registry.jobs.follow(id, after, left.signal)) {
      const isSilent = performance.now() - wroteAt >= HEARTBEAT_MILLISECONDS;
      if (events.length > 0 || isSilent) {
        await write(res, isSilent && events.length === 0 ? ": heartbeat\n\n" : asText(events), left.signal);
        wroteAt = performance.now();
      }
      if (isStopping()) {
        break;
      }
    }
    res.end();
  };
}

function asText(events: readonly JobEvent[]): string {
  return events
    .map(({ number, at, type, data }) => {
      const json = JSON.stringify({ at: at.toISOString(), ...data });
      return `id: ${number}\nevent: ${type}\ndata: ${json}\n\n`;
    })
    .join("");
}

/** Writes no faster than the client reads. */
async function write(res: Response, text: string, left: AbortSignal): Promise<void> {
  if (!res.write(text) && !left.aborted) {
    await once(res, "drain", { signal: left }).catch(() => undefined);
  }
}
