import { createHash } from "node:crypto";
import type { ExpansionDtype } from "../../expander/index.js";
import { networkCost } from "../../model/index.js";
import type { Details, LearngeneSummary } from "../../registry/index.js";
import { cardData, tagsOf } from "./card.js";
import type { FileId } from "./file-ids.js";
import { gitBlobId, lfsPointer, sizeOf, type RevisionFile } from "./files.js";
import { wholeCommit, type Snapshot } from "./snapshots.js";

/** A file with what it is known by. */
export interface IdentifiedFile {
  readonly file: RevisionFile;
  readonly id: FileId;
}

/** A model as the Hub's list shows it. */
export function presentListed(learngene: LearngeneSummary) {
  const { latest, family, dataset } = learngene;
  return {
    ...presentRepository(learngene),
    sha: wholeCommit(latest.digest),
    lastModified: latest.createdAt.toISOString(),
    tags: [
      ...tagsOf(family, "timm"),
      `license:${learngene.license.toLowerCase()}`,
      ...(dataset === undefined ? [] : [`dataset:${dataset}`]),
    ],
    library_name: "timm",
    pipeline_tag: "image-classification",
  };
}

const dtypeNames: Readonly<Record<ExpansionDtype, string>> = {
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
};

/** A revision as the Hub shows it. Files have sizes and ids where they are given. */
export function presentModel(
  details: Details,
  snapshot: Snapshot,
  files: readonly (IdentifiedFile | { readonly file: RevisionFile; readonly id?: undefined })[],
) {
  const { version, plan, expansion, sha } = snapshot;
  const data = cardData({ manifest: version.manifest, expansion });
  const { params } = networkCost(version.manifest.architecture, plan.depth);
  return {
    ...presentRepository(details),
    sha,
    lastModified: version.createdAt.toISOString(),
    tags: [
      ...data.tags,
      `license:${data.license}`,
      ...(data.datasets ?? []).map((dataset) => `dataset:${dataset}`),
    ],
    library_name: data.library_name,
    pipeline_tag: data.pipeline_tag,
    cardData: data,
    safetensors: { parameters: { [dtypeNames[expansion.dtype]]: params }, total: params },
    siblings: files.map(({ file, id }) => ({
      rfilename: file.path,
      ...(id === undefined ? {} : presentBlob(sizeOf(file, snapshot), id)),
    })),
  };
}

function presentRepository({ owner, name, visibility, createdAt }: Details) {
  const id = `${owner}/${name}`;
  return {
    // Of the same form as the Hub's.
    _id: createHash("sha256").update(id).digest("hex").slice(0, 24),
    id,
    modelId: id,
    author: owner,
    createdAt: createdAt.toISOString(),
    private: visibility === "private",
    gated: false,
    disabled: false,
    downloads: 0,
    likes: 0,
  };
}

function presentBlob(size: number, { kind, id }: FileId) {
  if (kind === "git") {
    return { size, blobId: id };
  }
  const pointer = lfsPointer(id, size);
  return {
    size,
    blobId: gitBlobId(pointer),
    lfs: { sha256: id, size, pointerSize: pointer.byteLength },
  };
}

/** A file as trees show it. */
export function presentFile({ file, id }: IdentifiedFile, snapshot: Snapshot, withCommit: boolean) {
  const { blobId, lfs, size } = presentBlob(sizeOf(file, snapshot), id);
  return {
    type: "file",
    path: file.path,
    size,
    oid: blobId,
    ...(lfs === undefined ? {} : { lfs: { oid: lfs.sha256, size, pointerSize: lfs.pointerSize } }),
    ...(withCommit ? lastCommit(snapshot) : {}),
  };
}

/** A folder as trees show it. */
export function presentFolder(path: string, snapshot: Snapshot, withCommit: boolean) {
  return {
    type: "directory",
    path,
    size: 0,
    // Of the same form as git's, and another for every commit.
    oid: createHash("sha1").update(`${snapshot.sha} ${path}`).digest("hex"),
    ...(withCommit ? lastCommit(snapshot) : {}),
  };
}

function lastCommit({ version, sha }: Snapshot) {
  const { number, createdAt } = version;
  return { lastCommit: { id: sha, title: `Version ${number}`, date: createdAt.toISOString() } };
}
