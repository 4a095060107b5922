import type { RequestHandler, Response } from "express";
import type { Registry } from "../../../registry/index.js";
import { cacheControl, wholeSeconds } from "../../http/addresses.js";
import type { ExpansionGate } from "../../http/expansion-gate.js";
import type { Metrics } from "../../metrics/metrics.js";
import { sendFile, type OutgoingFile } from "../../send-file.js";
import { warnIfYanked } from "../../yanked.js";
import { isCommit } from "../commit.js";
import { entryNotFound } from "../errors.js";
import type { FileIds } from "../file-ids.js";
import { contentTypeOf, sizeOf, type RevisionFile, type RevisionFiles } from "../files.js";
import { learngeneOf, pathParameter, type HubRoute } from "../route.js";
import type { Snapshot, Snapshots } from "../snapshots.js";

/** What files of revisions are sent with. */
export interface FileParts {
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly gate: ExpansionGate;
  readonly snapshots: Snapshots;
  readonly files: RevisionFiles;
  readonly ids: FileIds;
}

/** The files of revisions: the one thing that every client asks for. */
export function fileRoutes(parts: FileParts): HubRoute[] {
  return ["resolve", "raw"].map((word) => ({
    method: "get",
    path: `/{owner}/{name}/${word}/{revision}/{path*}`,
    scope: "read",
    handler: getFile(parts),
  }));
}

function getFile({ registry, metrics, gate, snapshots, files, ids }: FileParts): RequestHandler {
  return async (req, res) => {
    const { owner, name } = learngeneOf(req);
    const [revision, path] = [pathParameter(req, "revision"), pathParameter(req, "path")];
    const snapshot = await snapshots.find(owner, name, revision);
    const all = await files.list(snapshot);
    const file = all.find((each) => each.path === path);
    if (file === undefined) {
      throw entryNotFound(path, snapshot.sha, `It has ${all.map((each) => each.path).join(", ")}.`);
    }
    const { version } = snapshot;
    warn(res, snapshot);
    res.setHeader("X-Repo-Commit", snapshot.sha);
    const outgoing: OutgoingFile = {
      segments: segmentsOf(file, snapshot),
      length: sizeOf(file, snapshot),
      contentType: contentTypeOf(file),
      fileName: path.replace(/.*\//, ""),
      etag: `"${(await ids.of(file, snapshot)).id}"`,
      lastModified: wholeSeconds(version.createdAt),
      // What a commit stands for never changes; what a name does, with the next version.
      cacheControl: await cacheControl(
        req,
        registry,
        version,
        isCommit(revision) ? version.digest : revision,
      ),
      open: () => {
        if (file.kind === "expanded") {
          metrics.expanding(file.format);
        }
        return registry.lendFile(version);
      },
    };
    await sendFile(req, res, version, outgoing, gate);
  };
}

function segmentsOf(file: RevisionFile, { version }: Snapshot): OutgoingFile["segments"] {
  switch (file.kind) {
    case "text":
      return [{ kind: "bytes", bytes: file.bytes }];
    case "expanded":
      return file.expansion.segments;
    case "stored":
      return [{ kind: "range", offset: 0, length: version.size }];
  }
}

/** Warns whoever gets a yanked version, in the way that Hub clients show, too. */
export function warn(res: Response, { version }: Pick<Snapshot, "version">): void {
  warnIfYanked(res, version);
  if (version.yanked !== undefined) {
    const reason = version.yanked.reason.replaceAll(/[^ -~]+/g, "?").slice(0, 200);
    const text = `version ${version.number} of ${version.owner}/${version.name} is yanked`;
    res.set("X-HF-Warning", `yanked; ${text}${reason === "" ? "" : `: ${reason}`}`);
  }
}
