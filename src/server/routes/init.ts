import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Registry, Version } from "../../registry/index.js";
import type { PathOf, QueryOf } from "../api-types.js";
import { cacheControl, redirectedFromTag } from "../http/addresses.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import type { Asked, KnownAddresses } from "../http/known-addresses.js";
import { negotiateFormat } from "../http/negotiate.js";
import type { Metrics } from "../metrics/metrics.js";
import type { Planner } from "../planning/planner.js";
import {
  asksForWhole,
  prepareFile,
  sendFile,
  sendWhole,
  type OutgoingFile,
  type PreparedFile,
} from "../send-file.js";
import { warnIfYanked } from "../yanked.js";

/** What initialized networks are made with. */
interface InitParts {
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly gate: ExpansionGate;
  readonly planner: Planner;
}

/** From a version and a depth, or budgets, to an initialized network. */
export function initRoutes(parts: InitParts, known: KnownAddresses): Router {
  const router = Router();
  router.get("/v1/learngenes/:owner/:name/versions/:ref/init", getInit(parts, known));
  return router;
}

type AskedInit = Asked<PathOf<"getInit">, QueryOf<"getInit">>;

function getInit(
  parts: InitParts,
  known: KnownAddresses,
): RequestHandler<PathOf<"getInit">, unknown, unknown, QueryOf<"getInit">> {
  return async (req, res) => {
    const { params, query } = req;
    const { owner, name, ref } = params;
    const version = await parts.registry.resolve(owner, name, ref);
    if (redirectedFromTag(req, res, version, ref)) {
      warnIfYanked(res, version);
      return;
    }
    const asked = { params: { ...params }, query: { ...query } };
    await sendInit(req, res, parts, asked, version);
    known.remember(req, { owner, name, answer: sendAgain(parts, asked) });
  };
}

/** Answers with the file that a version is expanded to; gives what was sent. */
async function sendInit<Path, Query>(
  req: Request<Path, unknown, unknown, Query>,
  res: Response,
  { registry, metrics, gate, planner }: InitParts,
  { params, query }: AskedInit,
  version: Version,
): Promise<OutgoingFile> {
  warnIfYanked(res, version);
  const { format, contentType, varies } = negotiateFormat(req, res, query.format);
  const file = {
    ...(await planner.expansion(version, query, format)),
    contentType,
    varies,
    // A device may be calibrated anew.
    cacheControl: await cacheControl(req, registry, version, params.ref, query.maxLatencyMs === undefined),
    open: () => {
      metrics.expanding(format);
      return registry.lendFile(version);
    },
  };
  await sendFile(req, res, version, file, gate);
  return file;
}

/** A file that was made ready for those who accept the same. */
interface Ready {
  readonly accept: string | undefined;
  readonly file: PreparedFile;
}

/** Answers the same request again. One version is one file to those who accept the same, unless it depends on a device. */
function sendAgain(parts: InitParts, asked: AskedInit): (req: Request, res: Response) => Promise<void> {
  const { registry, gate } = parts;
  const { owner, name, ref } = asked.params;
  let ready: Ready | undefined;
  return async (req, res) => {
    const { accept } = req.headers;
    const version = await registry.resolve(owner, name, ref);
    if (ready?.file.version === version && ready.accept === accept && asksForWhole(req)) {
      warnIfYanked(res, version);
      await sendWhole(res, ready.file, gate);
      return;
    }
    const file = await sendInit(req, res, parts, asked, version);
    if (asked.query.device === undefined) {
      ready = { accept, file: prepareFile(version, file) };
    }
  };
}
