import type { Request, Response } from "express";
import type { ExpansionFormat } from "../../expander/index.js";
import { HttpFault } from "../errors/fault.js";
import { rawQuery } from "../middleware/query.js";

/** What files are sent as to those who do not ask for a type by its name. */
export const ANY_FILE = "application/octet-stream";

/** The media types that formats are asked for by; neither format has a registered one. */
export const mediaTypes: Readonly<Record<ExpansionFormat, string>> = {
  safetensors: "application/vnd.learngene.safetensors",
  onnx: "application/vnd.learngene.onnx",
};

/** A format, and the `Content-Type` to send it as. */
export interface Negotiated {
  readonly format: ExpansionFormat;
  readonly contentType: string;
  /** Whether another `Accept` may get another answer. */
  readonly varies: boolean;
}

/**
 * The format that a request asks for: by `format`, whatever its `Accept`, for one address is then one file; else by
 * `Accept`. Throws `not-acceptable` if that names no type there is.
 */
export function negotiateFormat<Body>(
  req: Pick<Request, "accepts" | "get" | "originalUrl">,
  res: Response<Body>,
  format: ExpansionFormat = "safetensors",
): Negotiated {
  if (rawQuery(req).has("format")) {
    return { format, contentType: ANY_FILE, varies: false };
  }
  res.vary("Accept");
  const offered = [ANY_FILE, mediaTypes.safetensors, mediaTypes.onnx];
  const accepted = req.accepts(offered);
  if (accepted === false) {
    throw new HttpFault("not-acceptable", `networks are to be had as ${offered.join(", ")}`, {
      field: "Accept",
      value: req.get("Accept")?.slice(0, 100),
      fix: "Accept one of them, or give format=safetensors or format=onnx.",
    });
  }
  return {
    format: accepted === mediaTypes.onnx ? "onnx" : "safetensors",
    contentType: accepted,
    varies: true,
  };
}
