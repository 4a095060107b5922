import type { Manifest } from "../../formats/index.js";
import { LATEST } from "../names.js";

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
}

/** One published file: immutable but for the tags on it. */
export interface Version extends VersionSummary {
  readonly owner: string;
  readonly name: string;
  readonly manifest: Manifest;
}

/** A learngene as lists show it. Description, licence and family are its newest version's. */
export interface LearngeneSummary {
  readonly owner: string;
  readonly name: string;
  /** Empty if the manifest has none. */
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
  /** Architecture family. */
  readonly family: string;
  readonly createdAt: Date;
  /** When its newest version was published. */
  readonly updatedAt: Date;
  /** The newest version. */
  readonly latest: VersionSummary;
}

/** A learngene with all its versions. */
export interface Learngene extends LearngeneSummary {
  /** The newest version's. */
  readonly manifest: Manifest;
  /** Newest first; never empty. */
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
  tags: string[];
  is_latest: boolean;
}

/** The newest version's number, given `l`. The one place that says what `latest` is. */
export const latestNumber = `(select max(newest.number) from versions newest where newest.learngene_id = l.id)`;

/** Columns of a {@link VersionSummaryRow}, given `l` (learngenes) joined with `v` (versions). */
export const versionColumns = `
  v.number, v.digest, v.size, v.created_at as version_created_at,
  array(select t.tag from tags t where t.learngene_id = v.learngene_id and t.number = v.number order by t.tag) as tags,
  v.number = ${latestNumber} as is_latest`;

/** A row of {@link versionColumns} as the registry's callers see it. */
export function versionSummary(row: VersionSummaryRow): VersionSummary {
  return {
    number: row.number,
    digest: row.digest,
    size: Number(row.size),
    createdAt: row.version_created_at,
    tags: row.is_latest ? [LATEST, ...row.tags] : row.tags,
  };
}
