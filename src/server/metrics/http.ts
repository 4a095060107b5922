import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RequestHandler } from "express";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { sentBySendfile } from "../http/sendfile.js";
import { endingOf } from "../request-notes.js";
import { pathOf, type RouteFinder } from "../route-templates.js";

/** Methods that are told apart; a client may send any word. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Seconds: from an answer out of memory to the download of a large model over a slow line. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** Makes the metrics of requests, and gives the middleware that keeps them. It must stand before all others. */
export function httpMetrics(register: Registry): (routeOf: RouteFinder) => RequestHandler {
  const registers = [register];
  const requests = new Counter({
    name: "learngene_http_requests_total",
    help:
      "Requests that have ended, by how: the answer's status, cut if the server broke the answer off, " +
      "left if the client did not wait for its end.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "learngene_http_request_duration_seconds",
    help: "From a request's head to the end of its answer, bodies included.",
    labelNames: ["method", "route"],
    buckets: durationBuckets,
    registers,
  });
  const inFlight = new Gauge({
    name: "learngene_http_requests_in_flight",
    help: "Requests whose answer has not ended.",
    registers,
  });
  const received = new Counter({
    name: "learngene_http_received_bytes_total",
    help: "Bytes that came in on connections, heads included, counted when a request ends.",
    labelNames: ["route"],
    registers,
  });
  const sent = new Counter({
    name: "learngene_http_sent_bytes_total",
    help: "Bytes that went out on connections, heads included, counted when a request ends.",
    labelNames: ["route"],
    registers,
  });
  const countBytes = byteCounter((route, bytesRead, bytesWritten) => {
    received.inc({ route }, bytesRead);
    sent.inc({ route }, bytesWritten);
  });
  return (routeOf) => (req, res, next) => {
    const method = methods.has(req.method) ? req.method : "other";
    const route = routeOf(pathOf(req.originalUrl)) ?? "other";
    const stop = durations.startTimer({ method, route });
    const { socket } = req;
    inFlight.inc();
    res.once("close", () => {
      inFlight.dec();
      stop();
      requests.inc({ method, route, status: endingOf(res) });
      countBytes(socket, route);
    });
    next();
  };
}

/**
 * Counts what passes over connections by the request that moved it: a connection may serve many. What comes after a
 * connection's last answer, such as the rest of a refused upload, counts for that answer's route.
 */
function byteCounter(
  count: (route: string, bytesRead: number, bytesWritten: number) => void,
): (socket: IncomingMessage["socket"], route: string) => void {
  const counted = new WeakMap<Socket, { read: number; written: number; route: string }>();
  const countNew = (socket: Socket) => {
    const before = counted.get(socket);
    if (before !== undefined) {
      const { bytesRead } = socket;
      const bytesWritten = socket.bytesWritten + sentBySendfile(socket);
      count(before.route, bytesRead - before.read, bytesWritten - before.written);
      Object.assign(before, { read: bytesRead, written: bytesWritten });
    }
  };
  return (socket, route) => {
    const before = counted.get(socket);
    if (before === undefined) {
      counted.set(socket, { read: 0, written: 0, route });
      socket.once("close", () => {
        countNew(socket);
      });
    } else {
      before.route = route;
    }
    countNew(socket);
  };
}
