import type { Request, RequestHandler } from "express";
import type { OperationScope } from "../access/index.js";

/** A route of the Hub's protocol. */
export interface HubRoute {
  readonly method: "get" | "post" | "put" | "delete";
  /** As a contract writes it, `{owner}`, but for `{path*}`: one or more parts. */
  readonly path: string;
  /** What a request must be granted, as a contract's `x-scope`. */
  readonly scope: OperationScope;
  /** Whether it changes nothing, though its method says nothing of that. */
  readonly reads?: boolean;
  /** How its body is read. */
  readonly body?: "json" | "form";
  readonly handler: RequestHandler;
}

/** A path as Express writes it. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\*\}/g, "*$1").replaceAll(/\{(\w+)\}/g, ":$1");
}

/** A parameter of the path, decoded: parts that came apart or as one are the same. */
export function pathParameter({ params }: Request, name: string): string {
  const given = params[name];
  return typeof given === "string" ? given : (given ?? []).join("/");
}

/** The learngene that a path names. */
export function learngeneOf(req: Request): { readonly owner: string; readonly name: string } {
  return { owner: pathParameter(req, "owner"), name: pathParameter(req, "name") };
}

/** A query's parameter as a list, however often and in whichever of the two spellings of lists it was given. */
export function queryList({ query }: Request, name: string): string[] {
  return [query[name], query[`${name}[]`]]
    .flat()
    .flatMap((value) => (typeof value === "string" ? [value] : []));
}

/** Whether a query's parameter is true, in JavaScript's spelling or Python's. */
export function queryFlag({ query }: Request, name: string): boolean {
  const value = query[name];
  return value === "true" || value === "True" || value === "1";
}

/** The address that this request came to: what clients compare addresses in answers with. */
export function baseUrl(req: Request): string {
  return `${req.protocol}://${req.get("host") ?? "localhost"}`;
}
