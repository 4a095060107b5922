import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import { middleware as openApiValidator } from "express-openapi-validator";
import type { Registry } from "../registry/index.js";
import { admitRequests, authorizeRequests, refuseUnauthorized, type AccessOptions } from "./access/index.js";
import { readContract, withHead, withoutNameRules, type Contract } from "./contract.js";
import { HttpFault } from "./errors/fault.js";
import { answerErrors } from "./errors/middleware.js";
import { createHub } from "./hub/index.js";
import { ExpansionGate } from "./http/expansion-gate.js";
import { KnownAddresses } from "./http/known-addresses.js";
import { defaultLimits, type Limits } from "./limits.js";
import { logRequests, type Logger } from "./logging.js";
import { Metrics } from "./metrics/metrics.js";
import { bareContentType } from "./middleware/content-type.js";
import { inOneLayer } from "./middleware/in-one-layer.js";
import { refuseRepeated } from "./middleware/query.js";
import { accessRoutes } from "./routes/access.js";
import { contractRoutes } from "./routes/contract.js";
import { datasetRoutes } from "./routes/datasets.js";
import { deviceRoutes } from "./routes/devices.js";
import { healthRoutes } from "./routes/health.js";
import { configRoutes } from "./routes/config.js";
import { initRoutes } from "./routes/init.js";
import { jobArtifactRoutes } from "./routes/job-artifacts.js";
import { jobEventRoutes } from "./routes/job-events.js";
import { jobRoutes } from "./routes/jobs.js";
import { learngeneRoutes } from "./routes/learngenes.js";
import { maintenanceRoutes } from "./routes/maintenance.js";
import { Planner } from "./planning/planner.js";
import { metricsRoutes } from "./routes/metrics.js";
import { modelRoutes } from "./routes/models.js";
import { pageRoutes } from "./routes/page.js";
import { planRoutes } from "./routes/plan.js";
import { resultRoutes } from "./routes/results.js";
import { tagRoutes } from "./routes/tags.js";
import { uploadRoutes } from "./routes/uploads.js";
import { versionRoutes } from "./routes/versions.js";
import { yankRoutes } from "./routes/yank.js";
import { routeFinder } from "./route-templates.js";
import { traceRequests } from "./tracing/requests.js";

/** What the app is built from. It keeps no state beside these, and closes none of them. */
export interface AppParts {
  readonly registry: Registry;
  readonly logger: Logger;
  /** Default {@link defaultLimits}. */
  readonly limits?: Partial<Limits> | undefined;
  /** What is counted; the registry's observer among them, if it is to be counted too. Default: metrics of its own. */
  readonly metrics?: Metrics | undefined;
  /** Whom it serves; default: this machine, until there is a token. */
  readonly access?: AccessOptions | undefined;
  /** Where the page lies; default: where `npm run build` puts it. */
  readonly pageDirectory?: string | undefined;
  /** Whether the server is on its way out: `/readyz` then says so. Default: never. */
  readonly isStopping?: (() => boolean) | undefined;
}

/** The Express app that answers by the contract. To add a route, write it in the contract, then in `routes/`. */
export function createApp(parts: AppParts): Express {
  const { registry, logger, limits, access = {}, metrics = new Metrics(), isStopping = () => false } = parts;
  const contract = readContract();
  metrics.watchRegistry(registry);
  const allLimits = { ...defaultLimits, ...limits };
  const { maxJsonBytes, drainMilliseconds, maxExpansions } = allLimits;
  const planner = new Planner(registry);
  const known = new KnownAddresses(registry);
  const gate = new ExpansionGate(maxExpansions);
  metrics.watchExpansions(gate);
  const app = express().disable("x-powered-by").disable("etag");
  app.set("trust proxy", access.trustProxy ?? false);
  const hub = createHub({ registry, contract, access, metrics, gate, planner, limits: allLimits });
  const routeOf = routeFinder([...Object.keys(contract.paths ?? {}), ...hub.templates]);
  app.use(
    inOneLayer(
      metrics.countRequests(routeOf),
      traceRequests(routeOf),
      logRequests(logger),
      neverSniff,
      ...admitRequests(access),
      known.answerKnown,
      bareContentType,
    ),
  );
  app.use(pageRoutes(parts.pageDirectory));
  app.get("/", pointToContract);
  app.use(hub.handle);
  // Before any body is read.
  app.use(authorizeRequests(registry, contract, access));
  app.use(express.json({ limit: maxJsonBytes }), validateRequests(contract), refuseRepeated);
  app.use(refuseUnauthorized);
  app.use(
    learngeneRoutes(registry),
    versionRoutes(registry, gate),
    planRoutes(registry, planner, known),
    initRoutes({ registry, metrics, gate, planner }, known),
    configRoutes(registry, planner),
    resultRoutes(registry),
    tagRoutes(registry),
    uploadRoutes(registry),
    deviceRoutes(registry),
    modelRoutes(registry),
    jobRoutes(registry, planner),
    jobEventRoutes(registry, isStopping),
    jobArtifactRoutes(registry, gate),
    datasetRoutes(registry, gate),
    yankRoutes(registry),
    maintenanceRoutes(registry),
    accessRoutes(registry),
  );
  app.use(healthRoutes(registry, isStopping), metricsRoutes(metrics), contractRoutes(contract));
  app.use(() => {
    throw new HttpFault("route-not-found", "there is no such route", { fix: "See /openapi.json." });
  });
  app.use(answerErrors(contract, drainMilliseconds));
  return app;
}

function validateRequests(contract: Contract): RequestHandler[] {
  return openApiValidator({
    apiSpec: withHead(withoutNameRules(contract)),
    validateRequests: { allowUnknownQueryParameters: false },
    validateResponses: false,
    // By x-scope: see access/.
    validateSecurity: false,
    fileUploader: false,
  });
}

function neverSniff(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader("X-Content-Type-Options", "nosniff");
  next();
}

function pointToContract(_req: Request, res: Response): void {
  res.json({ name: "learngene", contract: "/openapi.json", learngenes: "/v1/learngenes" });
}
