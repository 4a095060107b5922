import type { Visibility } from "../catalog/index.js";
import type { LearngeneName } from "../change.js";

/** Which data set; without a digest, the file that was put last. */
export interface DatasetName extends LearngeneName {
  /** `sha256:…` of one of its files. */
  readonly digest?: string | undefined;
}

/** What is in a data set's file, found when it was checked. */
export interface DatasetFacts {
  /** Images of each split. */
  readonly rows: { readonly train: number; readonly test: number };
  /** One name a class, in the order of their numbers. */
  readonly classes: readonly string[];
  /** Of the images; null where they differ. Pixels. */
  readonly image: {
    readonly channels: number | null;
    readonly height: number | null;
    readonly width: number | null;
  };
}

/** A data set with one of its files: the one put last unless another was asked for. */
export interface Dataset {
  readonly owner: string;
  readonly name: string;
  readonly visibility: Visibility;
  /** Of the Parquet file: `sha256:…`. */
  readonly digest: string;
  /** Of the Parquet file, in bytes. */
  readonly size: number;
  readonly facts: DatasetFacts;
  /** When the file was put first. */
  readonly createdAt: Date;
}

/** A file of a data set, as the list of them has it. */
export interface DatasetFile {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly createdAt: Date;
}

/** A data set with all its files, the newest first. */
export interface DatasetDetails extends Dataset {
  readonly files: readonly DatasetFile[];
}
