import type { NextFunction, Request, Response } from "express";

/**
 * Leaves of a request's `Content-Type` only the media type, and nothing where no body is read. The validator keeps
 * a compiled schema for each value it meets: free text there would fill its memory.
 */
export function bareContentType(req: Request, _res: Response, next: NextFunction): void {
  const given = req.headers["content-type"];
  if (given !== undefined) {
    if (req.method === "POST" || req.method === "PUT" || req.method === "PATCH") {
      req.headers["content-type"] = given.split(";", 1).join("").trim().toLowerCase();
    } else {
      delete req.headers["content-type"];
    }
  }
  next();
}
