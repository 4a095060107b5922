import { createHash } from "node:crypto";
import { formatVersions, type Dialect, type ExpansionDtype } from "../../expander/index.js";
import type { HubCommit } from "../../registry/index.js";

/** What a version is expanded to, whatever it was asked for by. */
export interface HubExpansion {
  /** Of each stage; `undefined`: those of the Aux-Net, the learngene beside the network. */
  readonly layers: readonly number[] | undefined;
  readonly dialect: Dialect;
  readonly dtype: ExpansionDtype;
}

/** Raised whenever a revision shows other files than before, or other text in them. Weights have versions of their own. */
const LAYOUT = 1;

/**
 * The commit of an expansion, 40 hexadecimal digits: a pure function of the version's bytes, what they are expanded to and
 * how this program writes that. Clients keep what they got of a commit for good.
 *
 * @param digest `sha256:…` of the version
 */
export function commitOf(digest: string, { layers, dialect, dtype }: HubExpansion): string {
  const { safetensors, onnx } = formatVersions;
  const identity = ["learngene", LAYOUT, safetensors, onnx, digest, layers ?? "whole", dialect, dtype];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 40);
}

/** What the catalog remembers of it. */
export function hubCommit(digest: string, expansion: HubExpansion): HubCommit {
  return { sha: commitOf(digest, expansion), digest, ...expansion };
}

/** Whether a revision is a commit. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
