import { AccessControl } from "./access/access-control.js";
import type { Actor } from "./access/actor.js";
import { ChunkPool } from "./blobs/chunk-pool.js";
import { LentBlob } from "./blobs/lent-blob.js";
import { OpenFiles } from "./blobs/open-files.js";
import type { BlobStore, OpenBlob } from "./blobs/store.js";
import {
  type DetailsChange,
  type Learngene,
  type LearngeneSummary,
  type Version,
  type Visibility,
} from "./catalog/index.js";
import { CatalogReads } from "./catalog-reads.js";
import { collectGarbage, type GarbageOptions, type GarbageReport } from "./collect-garbage.js";
import { DEFAULT_BUFFER_BYTES, DEFAULT_BUFFER_BYTES_OF_BUCKET } from "./config.js";
import type { Database, PoolState } from "./database.js";
import { Datasets } from "./datasets/index.js";
import { changeDetails } from "./details.js";
import { findLearngene } from "./find.js";
import { reserveLearngene } from "./create.js";
import { LargeObjects } from "./large-objects/index.js";
import { deleteLearngene, deleteVersion, unyank, yank } from "./lifecycle.js";
import { listLearngenes, type ListQuery } from "./listing.js";
import { checkLearngeneName } from "./names.js";
import { learngeneNotFound } from "./not-found.js";
import { observedDatabase } from "./observed-database.js";
import { Devices } from "./devices/index.js";
import { HubRecords } from "./hub/index.js";
import { Jobs } from "./jobs/index.js";
import { Models } from "./models/index.js";
import type { RegistryObserver } from "./observer.js";
import type { Page } from "./page.js";
import { publish, reportPublish, type Publication, type Published } from "./publish.js";
import { Results } from "./results/index.js";
import { deleteTag, getTag, setTag, type TagConditions } from "./tags.js";
import { Uploads } from "./uploads/index.js";

/** Seconds within which a download by an address of the store must begin. */
export const DOWNLOAD_SECONDS = 300;

/** What a registry is made of. Database and blobs hold all there is to know: nothing that another process needs is in memory. */
export interface RegistryParts {
  /** Migrated. The registry closes it. */
  readonly database: Database;
  /** Whether no other process writes to the database: what is read often is then kept in memory. Default: no. */
  readonly soleWriter?: boolean | undefined;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
  /** Memory for parts of files that are being sent, bytes; default as in `RegistryConfig`. */
  readonly bufferBytes?: number | undefined;
  /** Uploads that an owner may have open at once; default {@link MAX_OPEN_UPLOADS}. */
  readonly maxOpenUploads?: number | undefined;
  /** Whether files are downloaded from the store itself, where it can; default no. */
  readonly redirectDownloads?: boolean | undefined;
  /** Told of publications and of the database's work. Stores tell by `observedBlobs`. */
  readonly observer?: RegistryObserver | undefined;
  /** Runs after the database has closed: lets go of locks. */
  readonly release?: () => void | Promise<void>;
}

/**
 * Learngenes by name, their versions, tags and files. What changes them says who asks, for the audit log. Every method
 * that takes names throws `invalid-name`, and those that look something up `learngene-not-found` or
 * `version-not-found`, which say what there is.
 */
export class Registry {
  readonly #parts: RegistryParts;
  /** Files that come in several requests. */
  readonly uploads: Uploads;
  /** Tokens and the audit log. */
  readonly access: AccessControl;
  /** Machines on which networks were timed. */
  readonly devices: Devices;
  /** What was measured of versions. */
  readonly results: Results;
  /** Labelled images by name. */
  readonly datasets: Datasets;
  /** Networks for jobs to learn from, which are no learngenes. */
  readonly models: Models;
  /** Trainings and measurements that were asked for. */
  readonly jobs: Jobs;
  /** Files that come by Git LFS. */
  readonly largeObjects: LargeObjects;
  /** What is remembered for Hub clients. */
  readonly hub: HubRecords;
  readonly #reads: CatalogReads;
  readonly #chunks: ChunkPool;
  readonly #files: OpenFiles;

  /** For catalogs and stores of one's own; `openRegistry` makes those that a configuration names. */
  constructor(parts: RegistryParts) {
    const { database, observer } = parts;
    this.#parts =
      observer === undefined ? parts : { ...parts, database: observedDatabase(database, observer) };
    this.uploads = new Uploads({
      ...this.#parts,
      publish: (publication, actor) => this.publish(publication, actor),
    });
    this.largeObjects = new LargeObjects({
      ...this.#parts,
      publish: (publication, actor) => this.publish(publication, actor),
    });
    this.access = new AccessControl(this.#parts.database, parts);
    const bufferBytes = parts.blobs.isLocal === true ? DEFAULT_BUFFER_BYTES : DEFAULT_BUFFER_BYTES_OF_BUCKET;
    this.#chunks = new ChunkPool(parts.bufferBytes ?? bufferBytes);
    // Once a file is read anew, what was read of it before is of no use.
    this.#files = new OpenFiles((digest) => {
      this.#chunks.forget(digest);
    });
    this.#reads = new CatalogReads(this.#parts.database, parts.soleWriter ?? false);
    this.devices = new Devices(this.#parts.database);
    this.results = new Results({
      database: this.#parts.database,
      changing: (name, change) => this.#reads.changing(name, change),
    });
    this.datasets = new Datasets(this.#parts);
    this.models = new Models(this.#parts);
    this.jobs = new Jobs(this.#parts);
    this.hub = new HubRecords(this.#parts.database);
  }

  /** Largest file that `publish` takes, in bytes. */
  get maxUploadBytes(): number {
    return this.#parts.maxUploadBytes;
  }

  /**
   * Publishes a file as the next version, or finds it published. Throws `body-too-large`, `digest-mismatch`,
   * `invalid-safetensors` or `invalid-learngene`, with nothing changed. See {@link publish} for crashes.
   */
  publish(publication: Publication, actor: Actor): Promise<Published> {
    const published = publish(this.#parts, publication, actor);
    return this.#reads.changing(publication, reportPublish(this.#parts.observer, published));
  }

  /** Says who is to see a learngene that is yet to be published; see {@link reserveLearngene}. */
  reserve(
    owner: string,
    name: string,
    visibility: Visibility | undefined,
    actor: Actor,
  ): Promise<{ exists: boolean }> {
    const reserved = reserveLearngene(this.#parts.database, { owner, name }, visibility, actor);
    return this.#reads.changing({ owner, name }, reserved);
  }

  /**
   * Learngenes in the order of owner and name, without those whose versions are all yanked. Throws `invalid-request`
   * for a wrong cursor, limit, size or text.
   */
  list(query: ListQuery = {}): Promise<Page<LearngeneSummary>> {
    return listLearngenes(this.#parts.database, query);
  }

  /** A learngene with its versions, newest first, yanked ones among them, and tags. */
  get(owner: string, name: string): Promise<Learngene> {
    return findLearngene(this.#parts.database, { owner, name });
  }

  /** Writes what is given of a learngene's details, and leaves the rest. Throws `invalid-request`. */
  changeDetails(owner: string, name: string, change: DetailsChange, actor: Actor): Promise<Learngene> {
    return this.#reads.changing(
      { owner, name },
      changeDetails(this.#parts.database, { owner, name }, change, actor),
    );
  }

  /** Deletes a learngene with all its versions and tags; its numbers are never given again. */
  deleteLearngene(owner: string, name: string, actor: Actor): Promise<void> {
    return this.#reads.changing(
      { owner, name },
      deleteLearngene(this.#parts.database, { owner, name }, actor),
    );
  }

  /** The version that `ref`, `number | tag | sha256:…`, stands for now; it may be yanked. */
  resolve(owner: string, name: string, ref: string): Promise<Version> {
    return this.#reads.version({ owner, name, ref });
  }

  /** Opens the file of a version, a data set or a job. The caller closes it. */
  openFile(version: Pick<Version, "digest">): Promise<OpenBlob> {
    return this.#parts.blobs.open(version.digest);
  }

  /**
   * The file of a version, a data set or a job to be sent, its bytes lent out of memory that all files share. It is opened
   * when it is first read; the caller closes it.
   */
  lendFile({ digest, size }: Pick<Version, "digest" | "size">): LentBlob {
    const { blobs } = this.#parts;
    return new LentBlob(this.#chunks, digest, size, () => blobs.open(digest), blobs.isLocal, this.#files);
  }

  /** Whether there is a learngene of that name which everybody may see. */
  async isPublic(owner: string, name: string): Promise<boolean> {
    checkLearngeneName(owner, name);
    return this.#reads.isPublic({ owner, name });
  }

  /** Throws `learngene-not-found` where `isPublic` is false: the same for what is private and what never was. */
  async checkPublic(owner: string, name: string): Promise<void> {
    if (!(await this.isPublic(owner, name))) {
      throw await learngeneNotFound(this.#parts.database, owner, name);
    }
  }

  /**
   * An address of the store itself under which anyone gets a version's file, to be saved as `fileName`, for
   * {@link DOWNLOAD_SECONDS}. `undefined` unless the registry is to redirect downloads and its store can.
   */
  async downloadUrl(version: Pick<Version, "digest">, fileName: string): Promise<string | undefined> {
    const { blobs, redirectDownloads = false } = this.#parts;
    return redirectDownloads ? blobs.presign?.(version.digest, fileName, DOWNLOAD_SECONDS) : undefined;
  }

  /** Has `latest` and lists pass a version over; again changes the reason. Throws `invalid-request` for a long one. */
  yank(owner: string, name: string, ref: string, reason: string, actor: Actor): Promise<Version> {
    return this.#reads.changing(
      { owner, name },
      yank(this.#parts.database, { owner, name, ref }, reason, actor),
    );
  }

  /** Takes a yank back; does nothing to a version that is not yanked. */
  unyank(owner: string, name: string, ref: string, actor: Actor): Promise<Version> {
    return this.#reads.changing({ owner, name }, unyank(this.#parts.database, { owner, name, ref }, actor));
  }

  /** Deletes a version and the tags on it; its number is never given again. */
  deleteVersion(owner: string, name: string, ref: string, actor: Actor): Promise<void> {
    return this.#reads.changing(
      { owner, name },
      deleteVersion(this.#parts.database, { owner, name, ref }, actor),
    );
  }

  /** The version that a tag, `latest` among them, stands on. Throws `tag-not-found`. */
  getTag(owner: string, name: string, tag: string): Promise<Version> {
    return getTag(this.#parts.database, { owner, name, tag });
  }

  /** Puts a tag on the version that `ref` stands for, off any other; returns it. Throws `precondition-failed`. */
  setTag(
    owner: string,
    name: string,
    tag: string,
    ref: string,
    actor: Actor,
    conditions: TagConditions = {},
  ): Promise<Version> {
    return this.#reads.changing(
      { owner, name },
      setTag(this.#parts.database, { owner, name, tag }, ref, conditions, actor),
    );
  }

  /** Takes a tag away; throws `tag-not-found` if there is none, or `precondition-failed`. */
  deleteTag(
    owner: string,
    name: string,
    tag: string,
    actor: Actor,
    conditions: TagConditions = {},
  ): Promise<void> {
    return this.#reads.changing(
      { owner, name },
      deleteTag(this.#parts.database, { owner, name, tag }, conditions, actor),
    );
  }

  /** Deletes old jobs, the blobs that no version, data set, model or job has, and what broken uploads left. Safe beside everything else. */
  async collectGarbage(options: GarbageOptions, actor: Actor): Promise<GarbageReport> {
    try {
      return await collectGarbage(this.#parts, options, actor);
    } finally {
      // The room of a file that is deleted is free once nobody has it open.
      this.#files.clear();
    }
  }

  /** The connections to the database, where that is a server. */
  databasePool(): PoolState | undefined {
    return this.#parts.database.pool?.();
  }

  /** Rejects if requests could not be served now: the database does not answer, or blobs cannot be stored. */
  async ready(): Promise<void> {
    await this.#parts.database.query("select 1");
    await this.#parts.blobs.ready();
  }

  /** Waits for statements under way and lets go of everything. Blobs that are open stay so. */
  async close(): Promise<void> {
    this.#files.clear();
    await this.#parts.database.close();
    await this.#parts.release?.();
  }
}
