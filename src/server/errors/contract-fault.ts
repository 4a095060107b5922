import { error as openApiError } from "express-openapi-validator";
import type { OpenApiRequest } from "express-openapi-validator/dist/framework/types.js";
import { rawQuery, repeatedParameter } from "../middleware/query.js";
import { parametersOf, type Contract, type Parameter } from "../contract.js";
import { describeSchema, parameterFix } from "./describe-schema.js";
import type { Fault } from "./fault.js";
import { inputFault } from "./input-fault.js";

/** What the validator found wrong with a request, in our words; `undefined` for errors that are not its own. */
export function contractFault(error: unknown, req: OpenApiRequest, contract: Contract): Fault | undefined {
  if (error instanceof openApiError.MethodNotAllowed) {
    return methodFault(error.headers?.Allow ?? "", req);
  }
  if (error instanceof openApiError.NotFound) {
    return routeFault(req);
  }
  if (error instanceof openApiError.UnsupportedMediaType) {
    return mediaTypeFault(req);
  }
  return error instanceof openApiError.BadRequest ? requestFault(error, req, contract) : undefined;
}

const contractFix = "See /openapi.json for what this route takes.";

function methodFault(allowed: string, req: OpenApiRequest): Fault {
  const allow = allowed.split(", ").sort().join(", ");
  return {
    code: "method-not-allowed",
    detail: `${req.path.slice(0, 100)} has no ${req.method}`,
    field: "method",
    value: req.method,
    fix: `Use ${allow}.`,
    headers: { Allow: allow },
  };
}

/** The fault of a path that is no route. */
function routeFault(req: OpenApiRequest): Fault {
  return {
    code: "route-not-found",
    detail: "there is no such route",
    field: "path",
    value: req.path.slice(0, 100),
    fix: "See /openapi.json for the routes there are.",
  };
}

function mediaTypeFault(req: OpenApiRequest): Fault {
  const given = req.headers["content-type"];
  const body = req.openapi?.schema.requestBody;
  const taken = body !== undefined && "content" in body ? Object.keys(body.content).join(" or ") : "";
  return {
    code: "unsupported-media-type",
    detail:
      given === undefined ? "Content-Type is missing" : `this route does not take ${given.slice(0, 100)}`,
    field: "Content-Type",
    value: given?.slice(0, 100),
    fix: `Send the body with Content-Type: ${taken}.`,
  };
}

function requestFault(
  error: InstanceType<typeof openApiError.BadRequest>,
  req: OpenApiRequest,
  contract: Contract,
): Fault {
  const query = rawQuery(req);
  const repeated = repeatedParameter(query);
  if (repeated !== undefined) {
    return inputFault(repeated);
  }
  const { path, message } = error.errors[0] ?? { path: "", message: error.message };
  const [, place = "", ...rest] = path.split("/");
  if (place === "query") {
    return queryFault(
      rest[0] ?? "",
      query,
      parametersOf(contract, req.openapi?.openApiRoute ?? "", req.method),
    );
  }
  if (place === "headers") {
    return headerFault(rest[0] ?? "", req, contract);
  }
  if (place === "body") {
    return bodyFault(rest, message, req.body);
  }
  // Only an escape in the path that is none fails before it is known which route it is.
  return req.openapi === undefined
    ? pathFault(req)
    : { code: "invalid-request", detail: `${rest.join(".")} ${message}`, field: rest[0], fix: contractFix };
}

function pathFault(req: OpenApiRequest): Fault {
  return {
    code: "invalid-request",
    detail: "the path holds a % that starts no escape",
    field: "path",
    value: req.path.slice(0, 100),
    fix: "Write % itself as %25.",
  };
}

function queryFault(name: string, query: URLSearchParams, known: Parameter[]): Fault {
  const code = "invalid-request";
  const value = query.get(name)?.slice(0, 100);
  const parameter = known.find((candidate) => candidate.name === name);
  if (parameter === undefined) {
    const names = known.filter((candidate) => candidate.in === "query").map((candidate) => candidate.name);
    const fix =
      names.length === 0 ? "This route takes no parameters." : `This route takes ${names.join(", ")}.`;
    const field = name.slice(0, 60);
    return { code, detail: `unknown query parameter ${JSON.stringify(field)}`, field, value, fix };
  }
  const what = describeSchema(parameter.schema);
  const detail =
    value === undefined ? `${name} is missing` : `${name} must be ${what}, not ${JSON.stringify(value)}`;
  return { code, detail, field: name, value, fix: parameterFix(parameter) };
}

function headerFault(name: string, req: OpenApiRequest, contract: Contract): Fault {
  const known = parametersOf(contract, req.openapi?.openApiRoute ?? "", req.method);
  const parameter = known.find((one) => one.in === "header" && one.name.toLowerCase() === name.toLowerCase());
  const field = parameter?.name ?? name.slice(0, 60);
  const given = req.headers[name.toLowerCase()];
  const value = given === undefined ? undefined : String(given).slice(0, 100);
  const what = parameter === undefined ? "as the contract says" : describeSchema(parameter.schema);
  return {
    code: "invalid-request",
    detail:
      value === undefined ? `${field} is missing` : `${field} must be ${what}, not ${JSON.stringify(value)}`,
    field,
    value,
    fix: `Send ${field} as ${what}.`,
  };
}

function bodyFault(path: readonly string[], message: string, body: unknown): Fault {
  const field = path.join(".");
  return {
    code: "invalid-request",
    detail: field === "" ? `the body ${message}` : `${field} in the body ${message}`,
    field: field === "" ? "body" : field,
    value: shownValue(path.reduce(propertyOf, body)),
    fix: contractFix,
  };
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}

function shownValue(value: unknown): string | number | undefined {
  return typeof value === "string" ? value.slice(0, 100) : typeof value === "number" ? value : undefined;
}
