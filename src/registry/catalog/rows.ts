import type { Manifest } from "../../formats/index.js";
import { LATEST } from "../names.js";
import type { Evidence } from "./evidence.js";

/** When a version was yanked, and why; the reason may be empty. */
export interface Yank {
  readonly at: Date;
  readonly reason: string;
}

/** A version but for its manifest: what lists of versions hold. */
export interface VersionSummary {
  /** 1, 2, 3, … within its learngene. */
  readonly number: number;
  /** `sha256:` and the SHA-256 of the file in hexadecimal. */
  readonly digest: string;
  /** Of the file, in bytes. */
  readonly size: number;
  readonly createdAt: Date;
  /** Tags that stand on it, `latest` first if it does, then by name. */
  readonly tags: readonly string[];
  /** Absent if it is not yanked. */
  readonly yanked?: Yank;
  /** What was measured of it, in short; absent while there is nothing. */
  readonly evidence?: Evidence;
}

/** One published file: immutable but for the tags on it and whether it is yanked. */
export interface Version extends VersionSummary {
  readonly owner: string;
  readonly name: string;
  readonly manifest: Manifest;
}

/** Who may see a learngene: everybody, or those with a token for its owner. */
export type Visibility = "public" | "private";

/**
 * What a learngene says of itself. Family, data set and, unless somebody wrote others, description and licence are
 * those of `latest`, or of its newest version if all are yanked.
 */
export interface Details {
  readonly owner: string;
  readonly name: string;
  /** May be empty. */
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
  /** Architecture family. */
  readonly family: string;
  /** Name of the data set it was trained on, if it says so. */
  readonly dataset: string | undefined;
  readonly visibility: Visibility;
  readonly createdAt: Date;
  /** When its newest version was published. */
  readonly updatedAt: Date;
}

/** A learngene as lists show it. */
export interface LearngeneSummary extends Details {
  /** The highest version that is not yanked. */
  readonly latest: VersionSummary;
}

/** A learngene with its versions. */
export interface Learngene extends Details {
  /** Markdown; may be empty. */
  readonly card: string;
  /** The highest version that is not yanked; `undefined` if all are. */
  readonly latest: VersionSummary | undefined;
  /** That of `latest`. */
  readonly manifest: Manifest | undefined;
  /** Newest first; without the yanked ones unless they were asked for. */
  readonly versions: readonly VersionSummary[];
  /** Every tag with the number it stands on, `latest` first, then by name. */
  readonly tags: readonly { readonly tag: string; readonly number: number }[];
}

/** An int8 as drivers return it. */
export type Int8 = number | bigint | string;

/** What {@link versionColumns} select. */
export interface VersionSummaryRow {
  number: number;
  digest: string;
  size: Int8;
  version_created_at: Date;
  yanked_at: Date | null;
  yank_reason: string;
  tags: string[];
  is_latest: boolean;
  evidence: Evidence | null;
}

/** Columns of a {@link VersionSummaryRow}, given `l` (learngenes) joined with `v` (versions). */
export const versionColumns = `
  v.number, v.digest, v.size, v.created_at as version_created_at, v.yanked_at, v.yank_reason,
  array(select t.tag from tags t where t.learngene_id = v.learngene_id and t.number = v.number order by t.tag) as tags,
  v.number is not distinct from l.latest as is_latest, v.evidence`;

/** A row of {@link versionColumns} as the registry's callers see it. */
export function versionSummary(row: VersionSummaryRow): VersionSummary {
  return {
    number: row.number,
    digest: row.digest,
    size: Number(row.size),
    createdAt: row.version_created_at,
    tags: row.is_latest ? [LATEST, ...row.tags] : row.tags,
    ...(row.yanked_at === null ? {} : { yanked: { at: row.yanked_at, reason: row.yank_reason } }),
    ...(row.evidence === null ? {} : { evidence: row.evidence }),
  };
}

/** What {@link detailsColumns} select. */
export interface DetailsRow {
  owner: string;
  name: string;
  description: string;
  license: string;
  family: string;
  dataset: string | null;
  visibility: Visibility;
  created_at: Date;
  updated_at: Date;
}

/** What a learngene says of itself, given `l`: what somebody wrote before what its newest version says. */
export const descriptionColumn = "coalesce(l.own_description, l.description)";

/** Columns of a {@link DetailsRow}, given `l` (learngenes). */
export const detailsColumns = `
  l.owner, l.name, ${descriptionColumn} as description, coalesce(l.own_license, l.license) as license,
  l.family, l.dataset, l.visibility, l.created_at, l.updated_at`;

/** A row of {@link detailsColumns} as the registry's callers see it. */
export function details(row: DetailsRow): Details {
  const { owner, name, description, license, family, dataset, visibility } = row;
  return {
    owner,
    name,
    description,
    license,
    family,
    dataset: dataset ?? undefined,
    visibility,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
