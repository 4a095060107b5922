/** Holds answers against the contract: statuses, media types, headers and bodies must be what it documents. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Response } from "supertest";
import { expect } from "vitest";
import { readContract } from "../../../src/server/contract.js";

/** An answer's parts that the contract speaks of. */
export interface Answer {
  readonly method: string;
  /** Path, with or without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed, if it is JSON. */
  readonly body: unknown;
}

const contract: unknown = readContract();
const ajv = new Ajv2020({ strict: false, formats: { "date-time": isTime, binary: true } });
ajv.addSchema({ $id: "contract", ...asObject(contract) });
const compiled = new Map<string, ValidateFunction>();

/** For supertest's `expect`: fails unless the answer is one that the contract documents for this operation. */
export function matchesContract(response: Response): void {
  const { method, url } = requestOf(response);
  const path = url.replace(/^https?:\/\/[^/]+/, "");
  expectDocumented({
    method,
    path,
    status: response.status,
    headers: headersOf(response),
    body: response.body,
  });
}

/** Fails unless the contract documents this answer. */
export function expectDocumented({ method, path, status, headers, body }: Answer): void {
  const route = routeOf(path.replace(/\?.*/, ""));
  const operation = method === "HEAD" ? "get" : method.toLowerCase();
  const responses = ["paths", route, operation, "responses"];
  const place = resolve([...responses, String(status)]);
  expect(at(place), `${method} ${route} documents no ${status}`).toBeDefined();
  expectHeaders(place, headers);
  const type = headers["content-type"]?.split(";")[0];
  const types = Object.keys(asObject(at([...place, "content"]) ?? {}));
  if (method === "HEAD" || types.length === 0) {
    return;
  }
  expect(types).toContain(type);
  if (type?.endsWith("json") === true) {
    expectValid([...place, "content", type, "schema"], body);
  }
}

/** Fails unless `body` is the contract's Problem. */
export function expectProblem(body: unknown): void {
  expectValid(["components", "schemas", "Problem"], body);
}

function expectHeaders(place: string[], headers: Answer["headers"]): void {
  for (const name of Object.keys(asObject(at([...place, "headers"]) ?? {}))) {
    const header = resolve([...place, "headers", name]);
    const text = headers[name.toLowerCase()];
    if (text === undefined && at([...header, "required"]) !== true) {
      continue;
    }
    expect(text, `header ${name}`).toBeDefined();
    const numeric = at([...header, "schema", "type"]) === "integer";
    expectValid([...header, "schema"], numeric ? Number(text) : text);
  }
}

function expectValid(place: string[], value: unknown): void {
  const pointer = `contract#/${place.map((part) => encodeURIComponent(escapeToken(part))).join("/")}`;
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer });
  compiled.set(pointer, validate);
  validate(value);
  expect(validate.errors, JSON.stringify(value).slice(0, 400)).toBeNull();
}

function escapeToken(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The documented path that an address falls under; fixed parts win over parameters. */
function routeOf(path: string): string {
  const routes = Object.keys(asObject(at(["paths"])));
  const found = routes
    .sort((a, b) => a.split("{").length - b.split("{").length)
    .find((route) =>
      new RegExp(`^${route.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path),
    );
  expect(found, `the contract has no route for ${path}`).toBeDefined();
  return found ?? "";
}

/** Where the value at a place stands, its reference followed. */
function resolve(place: string[]): string[] {
  const value = at(place);
  return typeof value === "object" && value !== null && "$ref" in value
    ? String(value.$ref).replace("#/", "").split("/")
    : place;
}

function at(place: readonly string[]): unknown {
  return place.reduce<unknown>((value, key) => asObject(value ?? {})[key], contract);
}

function asObject(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}));
}

function headersOf(response: Response): Answer["headers"] {
  return Object.fromEntries(
    Object.entries(asObject(response.headers)).map(([name, text]) => [name, String(text)]),
  );
}

function requestOf(response: Response): { method: string; url: string } {
  const request = asObject(response.request);
  return { method: String(request["method"]), url: String(request["url"]) };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);
}
