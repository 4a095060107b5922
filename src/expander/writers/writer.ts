import type { Segment } from "../../formats/index.js";
import type { Expandable } from "../request.js";

/** How an expansion becomes a file of one format. */
export interface ExpansionWriter {
  /** Raised whenever the same request gives other bytes than before: it is part of every ETag. */
  readonly version: number;
  readonly contentType: string;
  /** Of file names, without the dot. */
  readonly extension: string;
  /** The whole file: literal bytes and ranges of the learngene's file. Reads nothing. */
  segments(expandable: Expandable): Segment[];
}
