import type { IncomingHttpHeaders } from "node:http";
import type { Response } from "express";
import { InputError } from "../model/index.js";
import type { Published, Version } from "../registry/index.js";
import type { Schema } from "./api-types.js";
import { HttpFault } from "./errors/fault.js";
import { presentVersion } from "./present.js";
import { noteVersion } from "./request-notes.js";
import { warnIfYanked } from "./yanked.js";

/** Answers with the version that was published: 201 if it is new, else 200. */
export function sendPublished(res: Response<Schema<"Version">>, { version, created }: Published): void {
  noteVersion(res, version);
  warnIfYanked(res, version);
  res
    .status(created ? 201 : 200)
    .location(versionPath(version))
    .json(presentVersion(version));
}

function versionPath({ owner, name, number }: Version): string {
  return `/v1/learngenes/${owner}/${name}/versions/${number}`;
}

/** Refuses a body that comes in an encoding: what is published are the bytes as sent. */
export function checkNoEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new HttpFault("unsupported-media-type", "a published file must come without an encoding", {
      field: "Content-Encoding",
      value: encoding.slice(0, 60),
      fix: "Send the file as it is.",
    });
  }
}

/** Refuses a body that says that it is longer than may be, before any of it is read. */
export function checkLength(headers: IncomingHttpHeaders, maxBytes: number): void {
  const length = Number(headers["content-length"] ?? 0);
  if (length > maxBytes) {
    throw new InputError("body-too-large", `${length} bytes are over this server's limit of ${maxBytes}`, {
      field: "Content-Length",
      value: length,
      fix: `Publish a file of at most ${maxBytes} bytes.`,
    });
  }
}
