import type {
  Dataset,
  DatasetDetails,
  DatasetName,
  LearngeneName,
  Visibility,
} from "../../registry/index.js";

/** A Parquet file to put under a name. */
export interface DatasetUpload extends LearngeneName {
  /** Path of the file. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly visibility?: Visibility | undefined;
}

/** A registry that has data sets: in this process, or behind a server. */
export interface DatasetPlace {
  /** Puts a file; `created` is false where the name stood for these very bytes. */
  put(upload: DatasetUpload): Promise<{ readonly dataset: Dataset; readonly created: boolean }>;
  /** All data sets that may be seen, in the order of owner and name. */
  list(): Promise<Dataset[]>;
  get(name: DatasetName): Promise<DatasetDetails>;
  setVisibility(name: LearngeneName, visibility: Visibility): Promise<void>;
  delete(name: LearngeneName): Promise<void>;
  close(): Promise<void>;
}
