import { InputError } from "../model/index.js";
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import type { BlobStore, OpenBlob } from "./blobs/store.js";
import {
  removeTag,
  selectLearngene,
  selectLearngenes,
  selectVersion,
  upsertTag,
  type Learngene,
  type LearngeneSummary,
  type Version,
} from "./catalog/index.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import type { Database } from "./database.js";
import { checkLearngeneName, checkTag, parseRef } from "./names.js";
import { learngeneNotFound, tagNotFound, versionNotFound } from "./not-found.js";
import { observedDatabase } from "./observed-database.js";
import type { RegistryObserver } from "./observer.js";
import { publish, reportPublish, type Publication, type Published } from "./publish.js";
import { Uploads } from "./uploads/index.js";

/** Entries on a page of a list, unless asked for, and at most. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** What a registry is made of. Both hold all there is to know: nothing that another process needs is in memory. */
export interface RegistryParts {
  /** Migrated. The registry closes it. */
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
  /** Uploads that an owner may have open at once; default {@link MAX_OPEN_UPLOADS}. */
  readonly maxOpenUploads?: number | undefined;
  /** Told of publications and of the database's work. Stores tell by `observedBlobs`. */
  readonly observer?: RegistryObserver | undefined;
  /** Runs after the database has closed: lets go of locks. */
  readonly release?: () => void | Promise<void>;
}

/** Which learngenes to list. */
export interface ListQuery {
  /** Text that the name or the description holds, in any case. */
  readonly q?: string | undefined;
  /** Architecture family. */
  readonly family?: string | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  readonly limit?: number | undefined;
}

/** A page, by owner and name; without `nextCursor` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
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

  /** For catalogs and stores of one's own; `openRegistry` makes those that a configuration names. */
  constructor(parts: RegistryParts) {
    const { database, observer } = parts;
    this.#parts =
      observer === undefined ? parts : { ...parts, database: observedDatabase(database, observer) };
    this.uploads = new Uploads({
      ...this.#parts,
      publish: (publication, actor) => this.publish(publication, actor),
    });
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
    return reportPublish(this.#parts.observer, publish(this.#parts, publication, actor));
  }

  /** Learngenes in the order of owner and name. Throws `invalid-request` for a wrong cursor or limit. */
  async list(query: ListQuery = {}): Promise<Page<LearngeneSummary>> {
    const { q, family, cursor, limit = DEFAULT_PAGE } = query;
    checkText("q", q);
    checkText("family", family);
    checkLimit(limit);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    // One more than asked for tells whether there is another page.
    const found = await selectLearngenes(this.#parts.database, { q, family, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return found.length <= limit || last === undefined
      ? { items }
      : { items, nextCursor: encodeCursor(last.owner, last.name) };
  }

  /** A learngene with its versions, newest first, and tags. */
  async get(owner: string, name: string): Promise<Learngene> {
    checkLearngeneName(owner, name);
    const { database } = this.#parts;
    const learngene = await selectLearngene(database, owner, name);
    if (learngene === undefined) {
      throw await learngeneNotFound(database, owner, name);
    }
    return learngene;
  }

  /** The version that `ref`, `number | tag | sha256:…`, stands for now. */
  async resolve(owner: string, name: string, ref: string): Promise<Version> {
    checkLearngeneName(owner, name);
    const parsed = parseRef(ref);
    const { database } = this.#parts;
    const version = await selectVersion(database, owner, name, parsed);
    if (version === undefined) {
      throw await versionNotFound(database, owner, name, ref);
    }
    return version;
  }

  /** Opens a version's file. The caller closes it. */
  openFile(version: Pick<Version, "digest">): Promise<OpenBlob> {
    return this.#parts.blobs.open(version.digest);
  }

  /** Puts a tag on the version that `ref` stands for, off any other; returns that version. */
  async setTag(owner: string, name: string, tag: string, ref: string, actor: Actor): Promise<Version> {
    checkTag(tag);
    const { number } = await this.resolve(owner, name, ref);
    const set = await this.#parts.database.transaction(async (tx) => {
      const found = await upsertTag(tx, owner, name, tag, number);
      if (found) {
        await insertAudit(tx, actor, { action: "tag.set", owner, name, detail: { tag, version: number } });
      }
      return found;
    });
    if (!set) {
      throw await versionNotFound(this.#parts.database, owner, name, ref);
    }
    return this.resolve(owner, name, String(number));
  }

  /** Takes a tag away; throws `tag-not-found` if there is none. */
  async deleteTag(owner: string, name: string, tag: string, actor: Actor): Promise<void> {
    checkLearngeneName(owner, name);
    checkTag(tag);
    const { database } = this.#parts;
    const removed = await database.transaction(async (tx) => {
      const version = await removeTag(tx, owner, name, tag);
      if (version !== undefined) {
        await insertAudit(tx, actor, { action: "tag.delete", owner, name, detail: { tag, version } });
      }
      return version !== undefined;
    });
    if (!removed) {
      throw await tagNotFound(database, owner, name, tag);
    }
  }

  /** Rejects if requests could not be served now: the database does not answer, or blobs cannot be stored. */
  async ready(): Promise<void> {
    await this.#parts.database.query("select 1");
    await this.#parts.blobs.ready();
  }

  /** Waits for statements under way and lets go of everything. Blobs that are open stay so. */
  async close(): Promise<void> {
    await this.#parts.database.close();
    await this.#parts.release?.();
  }
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new InputError(
      "invalid-request",
      `the limit ${limit} is not a whole number from 1 to ${MAX_PAGE}`,
      {
        field: "limit",
        value: limit,
        fix: `Ask for 1 to ${MAX_PAGE} entries a page.`,
      },
    );
  }
}

// PostgreSQL's text holds every character but this one.
function checkText(field: string, text: string | undefined): void {
  if (text?.includes("\0") === true) {
    throw new InputError("invalid-request", `${field} holds a NUL character`, {
      field,
      fix: `Leave it out of ${field}.`,
    });
  }
}
