import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RequestHandler } from "express";
import { endingOf, notesOf } from "../request-notes.js";
import { pathOf, type RouteFinder } from "../route-templates.js";
import { tracer } from "./tracer.js";

/**
 * Makes a span of each request, a child of the one that its sender names in `traceparent`, under which the work for it
 * stands. Costs nothing while no SDK is loaded. Must stand before all that logs or works.
 */
export function traceRequests(routeOf: RouteFinder): RequestHandler {
  return (req, res, next) => {
    const path = pathOf(req.originalUrl);
    const route = routeOf(path);
    const parent = propagation.extract(context.active(), req.headers);
    const span = tracer().startSpan(
      route === undefined ? req.method : `${req.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          "http.request.method": req.method,
          "url.path": path,
          "url.scheme": "http",
          ...(route === undefined ? {} : { "http.route": route }),
        },
      },
      parent,
    );
    res.once("close", () => {
      const { learngene, version } = notesOf(res);
      const ending = endingOf(res);
      span.setAttributes({
        "http.response.status_code": res.statusCode,
        ...(learngene === undefined ? {} : { "learngene.name": learngene }),
        ...(version === undefined ? {} : { "learngene.version": version }),
      });
      if (ending === "cut" || ending === "left" || res.statusCode >= 500) {
        span.setAttribute("error.type", ending);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    });
    context.with(trace.setSpan(parent, span), next);
  };
}
