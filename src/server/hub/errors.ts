import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { allows, hideSecrets } from "../../registry/index.js";
import { accessOf, hasAccess } from "../access/index.js";
import type { Contract } from "../contract.js";
import { HttpFault, type Fault } from "../errors/fault.js";
import { answerErrors, clearFileHeaders } from "../errors/middleware.js";
import { problems, type AnsweredCode } from "../errors/problems.js";

/** What Hub clients tell errors by; each becomes an exception of its own there. */
type HubErrorCode = "RepoNotFound" | "RevisionNotFound" | "EntryNotFound" | "GatedRepo";

/** Something that is not there, of a kind that only the Hub's protocol has. */
class HubFault extends HttpFault {
  constructor(
    readonly hubCode: HubErrorCode,
    detail: string,
    rest: ConstructorParameters<typeof HttpFault>[2] = {},
  ) {
    super("route-not-found", detail, rest);
  }
}

const revisionFix =
  "Name one such as main, v1, a tag, depth-9, layers-2.3.3.1, params-15M or latency-5ms-DEVICE, " +
  "with -transformers or -fp16 after it, or a commit that one of them had.";

/** There is no such revision, or nothing that it could be. */
export function revisionNotFound(detail: string, cause?: unknown): HttpFault {
  return new HubFault("RevisionNotFound", detail, { fix: fixOf(cause) ?? revisionFix, cause });
}

function fixOf(cause: unknown): string | undefined {
  const fix: unknown = typeof cause === "object" && cause !== null && "fix" in cause ? cause.fix : undefined;
  return typeof fix === "string" ? fix : undefined;
}

/** The revision has no such file. Clients remember that for good, by its commit. */
export function entryNotFound(path: string, sha: string, fix: string): HttpFault {
  const detail = `this revision has no ${path.slice(0, 200)}`;
  return new HubFault("EntryNotFound", detail, { fix, headers: { "X-Repo-Commit": sha } });
}

/** Nobody serves a model of a name without an owner here. */
export function repositoryNotFound(name: string): HttpFault {
  return new HubFault("RepoNotFound", `there is no model ${name.slice(0, 200)}`, {
    fix: "Name a learngene as owner/name; GET /api/models lists them.",
  });
}

/** What of the API's own kinds of error the Hub has a word for. */
const hubCodes: Partial<Record<AnsweredCode, HubErrorCode>> = {
  "learngene-not-found": "RepoNotFound",
  "version-not-found": "RevisionNotFound",
  "tag-not-found": "RevisionNotFound",
};

const owners = new WeakMap<Request, string>();

/** Notes whose learngene a request is about, which Express has forgotten by the time an error is answered. */
export const noteOwner: RequestHandler = (req, _res, next) => {
  const { owner } = req.params;
  if (typeof owner === "string") {
    owners.set(req, owner);
  }
  next();
};

/** Answers every error of the Hub's routes as its clients read them: a code in a header, a text there and in the body. */
export function answerHubErrors(contract: Contract, drainMilliseconds: number): ErrorRequestHandler {
  return answerErrors(contract, drainMilliseconds, sendHubError);
}

function sendHubError(req: Request, res: Response, fault: Fault, error: unknown): void {
  const { status, code, message } = describe(req, fault, error);
  clearFileHeaders(res);
  res
    .status(status)
    .set(fault.headers ?? {})
    .set({ "X-Error-Message": oneLine(message), ...(code === undefined ? {} : { "X-Error-Code": code }) })
    .json({ error: message });
}

interface Description {
  readonly status: number;
  readonly code: HubErrorCode | undefined;
  readonly message: string;
}

function describe(req: Request, fault: Fault, error: unknown): Description {
  const { fix } = problems[fault.code] as { fix?: string };
  const message = hideSecrets(sentences(fault.detail, fault.fix ?? fix));
  if (error instanceof HubFault) {
    return { status: 404, code: error.hubCode, message };
  }
  const code = isName(fault) ? "RepoNotFound" : hubCodes[fault.code];
  const refusal = code === "RepoNotFound" ? lapsedRefusal(req) : undefined;
  if (refusal !== undefined) {
    return { status: 403, code: "GatedRepo", message: sentences(refusal, "Log in with a token of use.") };
  }
  return { status: code === undefined ? problems[fault.code].status : 404, code, message };
}

/** Whether what is wrong is the name of the learngene itself: there is none. */
function isName({ code, field }: Fault): boolean {
  return code === "invalid-name" && (field === "owner" || field === "name");
}

/**
 * Why a token that once let its bearer read what the owner in the path has does so no longer. Whether there is such a
 * learngene it does not tell.
 */
function lapsedRefusal(req: Request): string | undefined {
  const owner = owners.get(req);
  const { lapsed, refusal } = hasAccess(req) ? accessOf(req) : {};
  return owner !== undefined && lapsed !== undefined && allows(lapsed.grants, owner, "read")
    ? refusal
    : undefined;
}

function sentences(detail: string, fix = ""): string {
  return `${detail}${/[.!?]$/.test(detail) ? "" : "."} ${fix}`.trim();
}

/** What a header can hold of a text. */
function oneLine(text: string): string {
  return text.replaceAll(/[^ -~]+/g, "?").slice(0, 1000);
}
