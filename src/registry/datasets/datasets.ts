import type { RandomAccess } from "../../formats/index.js";
import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import type { BlobStore, StagedBlob } from "../blobs/store.js";
import { shareBlob, type Visibility } from "../catalog/index.js";
import type { LearngeneName } from "../change.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { Database, Queryable } from "../database.js";
import { checkDigest, checkDigestSyntax } from "../expected-digest.js";
import { checkLearngeneName } from "../names.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "../page.js";
import type { Dataset, DatasetDetails, DatasetFacts, DatasetName } from "./dataset.js";
import { datasetNotFound } from "./not-found.js";
import {
  clearDataset,
  isPublicDataset,
  selectDataset,
  selectDatasets,
  selectDatasetVisibility,
  selectFiles,
  updateDatasetVisibility,
  upsertFile,
} from "./rows.js";

/** A file to put under a name. */
export interface DatasetPublication extends LearngeneName {
  /** The file's bytes; read to the end. A chunk is its giver's again once the next is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
  /** `sha256:…` that the bytes must have, if the sender said. */
  readonly expectedDigest?: string | undefined;
  /** Who sees the data set if this makes it, default everybody; one that is there must be as visible. */
  readonly visibility?: Visibility | undefined;
  /**
   * Checks the file wholly and says what is in it: the registry knows nothing of Parquet and of images. Throws
   * `invalid-dataset`.
   */
  readonly inspect: (file: RandomAccess) => Promise<DatasetFacts>;
}

/** What putting a data set came to. */
export interface PutDataset {
  readonly dataset: Dataset;
  /** False if the name stood for these very bytes already. */
  readonly created: boolean;
}

/** Which data sets to list. */
export interface DatasetListQuery {
  /** Owners whose private data sets are listed too, `*` for all; default: none. */
  readonly privateOf?: readonly string[] | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Where data sets are kept. */
export interface DatasetsTarget {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
}

/**
 * Labelled images by name. A data set is one Parquet file by its digest; putting another has the name stand for that
 * one, and those before are still there by their digests. Methods that name a data set throw `invalid-name` and
 * `dataset-not-found`.
 */
export class Datasets {
  constructor(private readonly target: DatasetsTarget) {}

  /**
   * Stages the file, checks it wholly, then, in one transaction, commits the blob and has the name stand for it: a crash
   * in between leaves a blob that nothing refers to. Throws `body-too-large`, `digest-mismatch`, `precondition-failed`
   * for another visibility, and what `inspect` throws, all with nothing changed.
   */
  async put(publication: DatasetPublication, actor: Actor): Promise<PutDataset> {
    const { owner, name, body, expectedDigest, inspect } = publication;
    const { database, blobs, maxUploadBytes } = this.target;
    checkLearngeneName(owner, name);
    checkDigestSyntax(expectedDigest);
    await checkVisibility(database, publication);
    const staged = await blobs.stage(body, maxUploadBytes);
    try {
      const { digest } = staged;
      checkDigest(digest, expectedDigest);
      const known = await selectDataset(database, { owner, name, digest });
      const facts = known?.facts ?? (await inspectStaged(staged, inspect));
      return await this.#putStaged(publication, staged, facts, actor);
    } finally {
      await staged.abort();
    }
  }

  /** Data sets in the order of owner and name. Throws `invalid-request` for a wrong cursor or limit. */
  async list(query: DatasetListQuery = {}): Promise<Page<Dataset>> {
    const { privateOf = [], cursor, limit = DEFAULT_PAGE } = query;
    checkLimit(limit);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const found = await selectDatasets(this.target.database, { privateOf, after, limit: limit + 1 });
    return pageOf(found, limit, (last) => encodeCursor(last.owner, last.name));
  }

  /** The data set with the file of that digest, or the one put last. */
  async resolve(name: DatasetName): Promise<Dataset> {
    checkLearngeneName(name.owner, name.name);
    checkDigestSyntax(name.digest);
    const dataset = await selectDataset(this.target.database, name);
    if (dataset === undefined) {
      throw await datasetNotFound(this.target.database, name);
    }
    return dataset;
  }

  /** As {@link resolve}, with all files of the data set. */
  async get(name: DatasetName): Promise<DatasetDetails> {
    return { ...(await this.resolve(name)), files: await selectFiles(this.target.database, name) };
  }

  /** Whether there is a data set of that name which everybody may see. */
  async isPublic(name: LearngeneName): Promise<boolean> {
    checkLearngeneName(name.owner, name.name);
    return isPublicDataset(this.target.database, name);
  }

  /** Throws `dataset-not-found` where `isPublic` is false: the same for what is private and what never was. */
  async checkPublic(name: LearngeneName): Promise<void> {
    if (!(await this.isPublic(name))) {
      throw await datasetNotFound(this.target.database, name);
    }
  }

  /** Sets who sees a data set, with all its files. */
  setVisibility({ owner, name }: LearngeneName, visibility: Visibility, actor: Actor): Promise<Dataset> {
    checkLearngeneName(owner, name);
    return this.target.database.transaction(async (tx) => {
      const isThere = await updateDatasetVisibility(tx, { owner, name }, visibility);
      const dataset = isThere ? await selectDataset(tx, { owner, name }) : undefined;
      if (dataset === undefined) {
        throw await datasetNotFound(tx, { owner, name });
      }
      await insertAudit(tx, actor, { action: "dataset.update", owner, name, detail: { visibility } });
      return dataset;
    });
  }

  /** Deletes a data set with all its files. Should the name be put again, it is as visible as it was. */
  async delete(name: LearngeneName, actor: Actor): Promise<void> {
    checkLearngeneName(name.owner, name.name);
    const { database } = this.target;
    await database.transaction(async (tx) => {
      if (!(await clearDataset(tx, name))) {
        throw await datasetNotFound(tx, name);
      }
      await insertAudit(tx, actor, { action: "dataset.delete", owner: name.owner, name: name.name });
    });
  }

  #putStaged(
    publication: DatasetPublication,
    staged: StagedBlob,
    facts: DatasetFacts,
    actor: Actor,
  ): Promise<PutDataset> {
    const { owner, name, visibility } = publication;
    const { digest, size } = staged;
    return this.target.database.transaction(async (tx) => {
      // Held until the row is there, so that no collector of garbage takes the blob in between: see collectGarbage.
      await shareBlob(tx, digest);
      await staged.commit();
      const before = await selectDataset(tx, { owner, name });
      await upsertFile(tx, { owner, name, digest, size, facts, visibility });
      // Another may have made the name meanwhile.
      await checkVisibility(tx, publication);
      const created = before?.digest !== digest;
      if (created) {
        await insertAudit(tx, actor, { action: "dataset.put", owner, name, detail: { digest, size } });
      }
      const dataset = await selectDataset(tx, { owner, name });
      if (dataset?.digest !== digest) {
        throw new Error(`${owner}/${name} lost ${digest} while it was put`);
      }
      return { dataset, created };
    });
  }
}

/** What is meant to be private must not be put where everybody sees it; nor the other way round. */
async function checkVisibility(db: Queryable, publication: DatasetPublication): Promise<void> {
  const { owner, name, visibility } = publication;
  const now = visibility && (await selectDatasetVisibility(db, publication));
  if (now !== undefined && now !== visibility) {
    throw new InputError("precondition-failed", `${owner}/${name} is ${now}, not ${visibility ?? ""}`, {
      field: "visibility",
      value: visibility,
      fix: "Put it under another name, or have its administrator change who sees it.",
    });
  }
}

async function inspectStaged(
  staged: StagedBlob,
  inspect: DatasetPublication["inspect"],
): Promise<DatasetFacts> {
  const file = await staged.open();
  try {
    return await inspect(file);
  } finally {
    await file.close();
  }
}
