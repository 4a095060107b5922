import { Router } from "express";
import type { Metrics } from "../metrics/metrics.js";

/** What Prometheus scrapes. */
export function metricsRoutes(metrics: Metrics): Router {
  const router = Router();
  router.get("/metrics", async (_req, res) => {
    const text = await metrics.text();
    res.set("Content-Type", metrics.contentType).send(text);
  });
  return router;
}
