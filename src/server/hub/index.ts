/**
 * The Hugging Face Hub's protocol, as far as its clients need it: each learngene is a model, each expansion a revision of it.
 * What they ask stands in docs/hub.md; to add a route, add it to a file of `routes/`. It is a foreign protocol, so no part of
 * the contract: see docs/decisions/.
 */
import express, { Router, type RequestHandler } from "express";
import type { Registry } from "../../registry/index.js";
import { authorizeOperation, type AccessOptions } from "../access/index.js";
import type { Contract } from "../contract.js";
import { HttpFault } from "../errors/fault.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import type { Metrics } from "../metrics/metrics.js";
import type { Planner } from "../planning/planner.js";
import type { Limits } from "../limits.js";
import { answerHubErrors, noteOwner } from "./errors.js";
import { FileIds } from "./file-ids.js";
import { RevisionFiles } from "./files.js";
import { expressPath, type HubRoute } from "./route.js";
import { accountRoutes } from "./routes/account.js";
import { commitRoutes } from "./routes/commits.js";
import { fileRoutes } from "./routes/files.js";
import { lfsRoutes } from "./routes/lfs.js";
import { modelRoutes } from "./routes/models.js";
import { repositoryRoutes } from "./routes/repositories.js";
import { treeRoutes } from "./routes/trees.js";
import { Snapshots } from "./snapshots.js";

/** What the Hub's routes are served with. */
export interface HubParts {
  readonly registry: Registry;
  readonly contract: Contract;
  readonly access: AccessOptions;
  readonly metrics: Metrics;
  readonly gate: ExpansionGate;
  readonly planner: Planner;
  readonly limits: Limits;
}

/** The Hub's routes, and the templates of their paths. */
export interface Hub {
  readonly handle: RequestHandler;
  readonly templates: readonly string[];
}

/** Makes the Hub's routes. They authorize what they are asked, and answer their errors, themselves. */
export function createHub({ registry, contract, access, metrics, gate, planner, limits }: HubParts): Hub {
  const snapshots = new Snapshots(registry, planner);
  const parts = {
    registry,
    metrics,
    gate,
    snapshots,
    files: new RevisionFiles(planner),
    ids: new FileIds(registry),
  };
  const routes = [
    ...fileRoutes(parts),
    ...modelRoutes(parts),
    ...treeRoutes(parts),
    ...accountRoutes(),
    ...repositoryRoutes(registry, snapshots),
    ...commitRoutes({ registry, snapshots, limits }),
    ...lfsRoutes(registry, limits),
  ];
  const router = Router();
  for (const route of routes) {
    const { method, path, scope, reads = false, handler } = route;
    const operation = { method: reads ? "get" : method, path, scope } as const;
    router[method](
      expressPath(path),
      noteOwner,
      authorizeOperation(registry, operation, access),
      ...bodyReaders(route, limits),
      handler,
    );
  }
  router.use("/api", () => {
    throw new HttpFault("route-not-found", "the Hub's protocol has no such route here", {
      fix: "docs/hub.md says what there is.",
    });
  });
  router.use(answerHubErrors(contract, limits.drainMilliseconds));
  return {
    // Of the API's own paths none is looked at: an owner may be called as a part of the Hub's is.
    handle: (req, res, next) => {
      if (/^\/v1\//i.test(req.path)) {
        next();
      } else {
        router(req, res, next);
      }
    },
    templates: routes.map(({ path }) => path),
  };
}

function bodyReaders({ body }: HubRoute, { maxJsonBytes: limit }: Limits): RequestHandler[] {
  switch (body) {
    case undefined:
      return [];
    case "json":
      // Whatever it is called: Git LFS has a name of its own for it, and that of a DELETE is not kept.
      return [express.json({ limit, type: () => true })];
    case "form":
      return [express.json({ limit }), express.urlencoded({ limit, extended: false })];
  }
}
