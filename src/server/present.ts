import type { Learngene, LearngeneSummary, Upload, Version, VersionSummary } from "../registry/index.js";
import type { Schema } from "./api-types.js";

/** A learngene of a list, as the API shows it. */
export function presentSummary(learngene: LearngeneSummary): Schema<"LearngeneSummary"> {
  const { owner, name, description, license, family, createdAt, updatedAt, latest } = learngene;
  return {
    owner,
    name,
    description,
    license,
    family,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    latest: presentVersionSummary(latest),
  };
}

/** A learngene with its versions and tags, as the API shows it. */
export function presentLearngene(learngene: Learngene): Schema<"Learngene"> {
  return {
    ...presentSummary(learngene),
    manifest: learngene.manifest,
    versions: learngene.versions.map(presentVersionSummary),
    tags: learngene.tags.map(({ tag, number }) => ({ tag, version: number })),
  };
}

/** A version, as the API shows it. */
export function presentVersion(version: Version): Schema<"Version"> {
  const { owner, name, manifest } = version;
  return { owner, name, ...presentVersionSummary(version), manifest };
}

function presentVersionSummary(version: VersionSummary): Schema<"VersionSummary"> {
  const { number, digest, size, createdAt, tags } = version;
  return { version: number, digest, size, createdAt: createdAt.toISOString(), tags: [...tags] };
}

/** An upload, as the API shows it. */
export function presentUpload(upload: Upload): Schema<"Upload"> {
  const { id, owner, name, size, offset, digest, version, createdAt, updatedAt } = upload;
  return {
    id,
    owner,
    name,
    size,
    offset,
    ...(digest === undefined ? {} : { digest }),
    ...(version === undefined ? {} : { version }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
