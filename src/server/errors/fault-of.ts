import type { Request } from "express";
import { InputError } from "../../model/index.js";
import { UnavailableError } from "../../registry/index.js";
import type { Contract } from "../contract.js";
import { contractFault } from "./contract-fault.js";
import { HttpFault, type Fault } from "./fault.js";
import { inputFault, internalFault } from "./input-fault.js";

/** What an error, of whatever kind, answers the request with. */
export function faultOf(error: unknown, req: Request, contract: Contract): Fault {
  if (error instanceof InputError) {
    return inputFault(error);
  }
  if (error instanceof HttpFault) {
    return error.fault;
  }
  if (error instanceof UnavailableError) {
    return unavailableFault(error);
  }
  return contractFault(error, req, contract) ?? parserFault(error) ?? internalFault;
}

/** Seconds after which to try again: long enough for a server to restart, short beside what people wait. */
const RETRY_AFTER = 5;

/** Why it does not answer, with its address, stands in the log alone. */
function unavailableFault({ what }: UnavailableError): Fault {
  return {
    code: "unavailable",
    detail: `the ${what} does not answer`,
    headers: { "Retry-After": String(RETRY_AFTER) },
  };
}

/** Errors of Express's own parts: of the JSON body, and of escapes in the path. */
function parserFault(error: unknown): Fault | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") {
    return undefined;
  }
  if (error.status === 413) {
    const limit = "limit" in error && typeof error.limit === "number" ? ` of ${error.limit} bytes` : "";
    const detail = `the body is over this route's limit${limit}`;
    return { code: "body-too-large", detail, field: "body", fix: "Send a shorter body." };
  }
  if (error.status === 415) {
    const fix = "Send the body as UTF-8 without a Content-Encoding.";
    return { code: "unsupported-media-type", detail: error.message, field: "Content-Encoding", fix };
  }
  if (error.status >= 400 && error.status < 500) {
    const [field, fix] =
      "type" in error
        ? ["body", "Send a body of sound JSON."]
        : ["path", "Check the address for stray characters."];
    return { code: "invalid-request", detail: error.message, field, fix };
  }
  return undefined;
}
