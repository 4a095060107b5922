import type { Segment } from "../../formats/index.js";
import type { Expandable } from "../request.js";

/** What an expansion is sent as: one file, or two where the format cannot hold so large a network in one. */
export interface ExpansionFiles {
  readonly file: readonly Segment[];
  /** The weights, which `file` then refers to. */
  readonly data?: readonly Segment[];
}

/** How an expansion becomes a file of one format. */
export interface ExpansionWriter {
  /** Raised whenever the same request gives other bytes than before: it is part of every ETag. */
  readonly version: number;
  readonly contentType: string;
  /** Of file names, without the dot. */
  readonly extension: string;
  /**
   * Literal bytes, ranges of the learngene's file and what is computed from it. Reads nothing.
   *
   * @param location the name of the second file, if there is one
   */
  files(expandable: Expandable, location: string): ExpansionFiles;
}
