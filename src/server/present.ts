import type {
  Details,
  Evidence,
  Learngene,
  LearngeneSummary,
  Upload,
  Version,
  VersionSummary,
} from "../registry/index.js";
import type { Schema } from "./api-types.js";

/** A learngene of a list, as the API shows it. */
export function presentSummary(learngene: LearngeneSummary): Schema<"LearngeneSummary"> {
  return { ...presentDetails(learngene), latest: presentVersionSummary(learngene.latest) };
}

/** A learngene with its tags and its versions, those that are yanked only if asked for, as the API shows it. */
export function presentLearngene(learngene: Learngene, withYanked: boolean): Schema<"Learngene"> {
  const { card, latest, manifest, versions, tags } = learngene;
  return {
    ...presentDetails(learngene),
    card,
    latest: latest === undefined ? null : presentVersionSummary(latest),
    manifest: manifest ?? null,
    versions: versions.filter(({ yanked }) => withYanked || yanked === undefined).map(presentVersionSummary),
    tags: tags.map(({ tag, number }) => ({ tag, version: number })),
  };
}

/** A version, as the API shows it. */
export function presentVersion(version: Version): Schema<"Version"> {
  const { owner, name, manifest } = version;
  return { owner, name, ...presentVersionSummary(version), manifest };
}

function presentDetails(learngene: Details): Omit<Schema<"LearngeneSummary">, "latest"> {
  const { owner, name, description, license, family, dataset, visibility, createdAt, updatedAt } = learngene;
  return {
    owner,
    name,
    description,
    license,
    family,
    dataset: dataset ?? null,
    visibility,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function presentVersionSummary(version: VersionSummary): Schema<"VersionSummary"> {
  const { number, digest, size, createdAt, tags, yanked, evidence } = version;
  return {
    version: number,
    digest,
    size,
    createdAt: createdAt.toISOString(),
    tags: [...tags],
    ...(yanked === undefined ? {} : { yanked: { at: yanked.at.toISOString(), reason: yanked.reason } }),
    ...(evidence === undefined ? {} : { evidence: presentEvidence(evidence) }),
  };
}

function presentEvidence({ results, datasets }: Evidence): Schema<"Evidence"> {
  return { results, datasets: datasets.map((each) => ({ ...each })) };
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
