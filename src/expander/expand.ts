import { createHash } from "node:crypto";
import { joinSegments, segmentsLength, type Segment } from "../formats/index.js";
import { checkForm, formIdentity } from "./form.js";
import type { Expandable } from "./request.js";
import { InputError, ruleNamed, type Plan } from "../model/index.js";
import { writers, type ExpansionFormat } from "./writers/index.js";

/** An expansion and the form it is wanted in. */
export interface ExpansionRequest extends Expandable {
  readonly format: ExpansionFormat;
  /** What the file is named after: the learngene's name. */
  readonly name?: string;
}

/** A file ready to be sent: known to the byte, none of its weights read. */
export interface Expansion {
  readonly segments: readonly Segment[];
  /** Bytes. */
  readonly length: number;
  /** Bytes of the file that it refers to, to be asked for as `part: "data"`; 0 where it needs none. */
  readonly dataLength: number;
  readonly contentType: string;
  /** Without folders, safe in a header. */
  readonly fileName: string;
  /** Strong, in its quotes. */
  readonly etag: string;
}

/** Plans the bytes of an expansion. Reads no weights; equal requests give equal expansions. */
export function planExpansion(request: ExpansionRequest): Expansion {
  checkForm(request);
  const { part = "model", format } = request;
  const writer = writers[format];
  const location = dataFileName(request);
  const { file, data } = writer.files(request, location);
  if (part === "data" && data === undefined) {
    throw new InputError("invalid-request", `this ${format} file has its weights inside`, {
      field: "part",
      value: part,
      fix: "Leave part out.",
    });
  }
  const segments = joinSegments(part === "data" ? (data ?? []) : file);
  return {
    segments,
    length: segmentsLength(segments),
    dataLength: part === "data" ? 0 : segmentsLength(data ?? []),
    contentType: writer.contentType,
    fileName: part === "data" ? location : expansionFileName(request),
    etag: expansionEtag(request),
  };
}

/**
 * The ETag of an expansion, without making it. It changes when the learngene's bytes, the plan, the form, the
 * format or the way that format is written do.
 */
export function expansionEtag(request: ExpansionRequest): string {
  const identity = expansionIdentity(request);
  return request.part === "data" ? `"${identity}-data"` : `"${identity}"`;
}

/** SHA-256 of all that an expansion depends on, in hexadecimal digits. */
function expansionIdentity(request: ExpansionRequest): string {
  const { digest, plan, format } = request;
  const terms = plan.terms.map((row) => row.map(({ source, coefficient }) => [source, coefficient]));
  const { version } = writers[format];
  const identity = [digest, format, version, plan.rule, plan.layers, terms, formIdentity(request)];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

/** The name by which a model refers to its weights: another for every model, so that they can lie in one folder. */
function dataFileName(request: ExpansionRequest): string {
  return `learngene-${expansionIdentity(request).slice(0, 16)}.${writers[request.format].extension}.data`;
}

/** Longer lists of layers are not spelled out in a file's name. */
const MAX_LAYERS_IN_NAME = 16;

function expansionFileName({ name = "network", plan, format, learngene }: ExpansionRequest): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._-]/g, "-").slice(0, 100);
  const { rule, stages } = learngene.manifest;
  const usual = ruleNamed(rule).planDepth(stages.length, plan.depth);
  const layout =
    sameLayers(usual, plan) || plan.layers.length > MAX_LAYERS_IN_NAME
      ? ""
      : `-layers-${plan.layers.join("-")}`;
  return `${safe}-depth-${plan.depth}${layout}.${writers[format].extension}`;
}

function sameLayers(a: Plan, b: Plan): boolean {
  return a.layers.join() === b.layers.join();
}
