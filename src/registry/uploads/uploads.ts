import { randomUUID } from "node:crypto";
import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import type { BlobStore } from "../blobs/store.js";
import { selectVersion } from "../catalog/index.js";
import type { Database } from "../database.js";
import { checkLearngeneName } from "../names.js";
import { versionNotFound } from "../not-found.js";
import type { Publication, Published } from "../publish.js";
import { isUuid } from "../uuid.js";
import { noRoom, Pieces } from "./pieces.js";
import {
  finishUpload,
  insertPart,
  insertUpload,
  removeUpload,
  selectParts,
  selectUpload,
  type Part,
} from "./rows.js";
import {
  MAX_OPEN_UPLOADS,
  MAX_PARTS,
  PIECE_BYTES,
  uploadConflict,
  uploadNotFound,
  type Upload,
  type UploadName,
} from "./upload.js";

/** A file to come. */
export interface AnnouncedUpload {
  readonly owner: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** `sha256:…` that it must have, if its sender said. */
  readonly digest?: string | undefined;
}

/** Bytes of an upload. */
export interface UploadedBytes {
  /** Where they belong in the file, in bytes. */
  readonly offset: number;
  /** A chunk is its giver's again once the next is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
  /** How many they are, if their sender said. */
  readonly length?: number | undefined;
  /** `sha256:…` of them, if their sender said: then they are taken whole or not at all. */
  readonly digest?: string | undefined;
}

/** How an upload stands, and what it was published as, if it was. */
export interface UploadState {
  readonly upload: Upload;
  readonly published?: Published | undefined;
}

/** What uploads are kept in, and where they go when they are whole. */
export interface UploadsTarget {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
  readonly publish: (publication: Publication, actor: Actor) => Promise<Published>;
  /** Default {@link MAX_OPEN_UPLOADS}. */
  readonly maxOpenUploads?: number | undefined;
  /** Default {@link PIECE_BYTES}. */
  readonly pieceBytes?: number | undefined;
}

/**
 * Files that come in several requests, each to any process: all there is to know of them lies in the database and the
 * blob store. Bytes are acknowledged, by the upload's offset, when they outlast a crash. Methods that name an upload
 * throw `upload-not-found`.
 */
export class Uploads {
  constructor(private readonly target: UploadsTarget) {}

  /** Starts an upload. Throws `body-too-large`, or `too-many-uploads` if its owner has as many open as may be. */
  async create({ owner, name, size, digest }: AnnouncedUpload, actor: Actor): Promise<Upload> {
    checkLearngeneName(owner, name);
    checkSize(size, this.target.maxUploadBytes);
    const maxOpen = this.target.maxOpenUploads ?? MAX_OPEN_UPLOADS;
    const id = randomUUID();
    const upload = await this.target.database.transaction(async (tx) => {
      const inserted = await insertUpload(tx, { id, owner, name, size, digest }, maxOpen);
      if (inserted !== undefined) {
        await insertAudit(tx, actor, { action: "upload.create", owner, name, detail: { upload: id, size } });
      }
      return inserted;
    });
    if (upload === undefined) {
      throw tooMany(owner, maxOpen);
    }
    return upload;
  }

  /**
   * How the upload stands. One that is whole and not published, because a crash came between the two, is published
   * now: throws what publishing throws, and the upload is gone then.
   */
  async get(name: UploadName, actor: Actor): Promise<UploadState> {
    const upload = await this.#find(name);
    if (upload.version !== undefined) {
      return this.#published(upload, upload.version);
    }
    return upload.offset === upload.size ? this.#finish(upload, actor) : { upload };
  }

  /**
   * Takes in bytes from where the upload stands, and publishes it when it is whole. Throws `upload-conflict` where it
   * stands elsewhere, also if another request got there first; `body-too-large`, `digest-mismatch`. If the body breaks
   * off, what came counts, and its error is thrown.
   */
  async append(name: UploadName, bytes: UploadedBytes, actor: Actor): Promise<UploadState> {
    const { offset, body, length = 0, digest } = bytes;
    const upload = await this.#find(name);
    if (offset !== upload.offset) {
      throw uploadConflict(upload, offset);
    }
    const room = upload.size - offset;
    if (length > room) {
      throw noRoom(room);
    }
    const pieces = new Pieces(body, this.target.pieceBytes ?? PIECE_BYTES, { room, digest });
    try {
      for (let at = offset; await pieces.more();) {
        at += await this.#takeIn(upload, at, pieces);
      }
    } finally {
      await pieces.leave();
    }
    return this.get(name, actor);
  }

  /** Drops an upload and what came of it. A version that it was published as stays. */
  async delete(name: UploadName, actor: Actor): Promise<void> {
    const upload = await this.#find(name);
    if (!(await this.#drop(upload, actor))) {
      throw uploadNotFound(name);
    }
  }

  async #find(name: UploadName): Promise<Upload> {
    checkLearngeneName(name.owner, name.name);
    const upload = isUuid(name.id) ? await selectUpload(this.target.database, name) : undefined;
    if (upload === undefined) {
      throw uploadNotFound(name);
    }
    return upload;
  }

  /** Stores one piece, then counts it; gives its size in bytes. */
  async #takeIn(upload: Upload, start: number, pieces: Pieces): Promise<number> {
    const { blobs, database } = this.target;
    const id = randomUUID();
    const { size } = await blobs.stagePart(id, start, pieces.next(), upload.size - start);
    const counted = await database.transaction((tx) =>
      insertPart(tx, upload.id, { id, start, size }, MAX_PARTS),
    );
    if (!counted) {
      await blobs.deleteParts(id);
      throw await this.#refusal(upload, start);
    }
    return size;
  }

  /** Why a part was not counted. */
  async #refusal(upload: Upload, start: number): Promise<InputError> {
    const now = await this.#find(upload);
    return now.offset === start && now.version === undefined ? tooManyParts() : uploadConflict(now, start);
  }

  async #finish(upload: Upload, actor: Actor): Promise<UploadState> {
    const { database, blobs, publish } = this.target;
    const { id, owner, name, digest } = upload;
    try {
      const body = concatenated(blobs, await selectParts(database, id));
      const published = await publish({ owner, name, body, expectedDigest: digest }, actor);
      const version = published.version.number;
      const parts = await database.transaction((tx) => finishUpload(tx, id, version));
      await this.#deleteParts(parts);
      return { upload: { ...upload, version }, published };
    } catch (error) {
      // Another request may have finished it meanwhile, and taken the parts away.
      const now = await this.#find(upload).catch(() => undefined);
      if (now?.version !== undefined) {
        return this.#published(now, now.version);
      }
      if (error instanceof InputError) {
        await this.#drop(upload, actor);
      }
      throw error;
    }
  }

  async #published(upload: Upload, number: number): Promise<UploadState> {
    const { database } = this.target;
    const { owner, name } = upload;
    const version = await selectVersion(database, owner, name, { kind: "number", number });
    if (version === undefined) {
      throw await versionNotFound(database, owner, name, String(number));
    }
    return { upload, published: { version, created: false } };
  }

  async #drop({ id, owner, name }: Upload, actor: Actor): Promise<boolean> {
    const removed = await this.target.database.transaction(async (tx) => {
      const upload = await removeUpload(tx, id);
      if (upload !== undefined) {
        await insertAudit(tx, actor, { action: "upload.delete", owner, name, detail: { upload: id } });
      }
      return upload;
    });
    await this.#deleteParts(removed?.parts ?? []);
    return removed !== undefined;
  }

  // What cannot be deleted now is nobody's, and the collector of garbage finds it.
  async #deleteParts(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.target.blobs.deleteParts(id).catch(() => undefined);
    }
  }
}

async function* concatenated(blobs: BlobStore, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const { id, start, size } of parts) {
    const part = await blobs.openPart(id, start);
    try {
      yield* part.stream(0, size);
    } finally {
      await part.close();
    }
  }
}

function checkSize(size: number, maxBytes: number): void {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new InputError("invalid-request", `an upload of ${size} bytes holds no file`, {
      field: "Upload-Length",
      value: size,
      fix: "Give the file's length in bytes, at least 1.",
    });
  }
  if (size > maxBytes) {
    throw new InputError("body-too-large", `${size} bytes are over this server's limit of ${maxBytes}`, {
      field: "Upload-Length",
      value: size,
      fix: `Publish a file of at most ${maxBytes} bytes.`,
    });
  }
}

function tooMany(owner: string, maxOpen: number): InputError {
  return new InputError("too-many-uploads", `${owner} has ${maxOpen} uploads open, as many as may be`, {
    field: "owner",
    value: owner,
    fix: "Finish or drop some of them.",
  });
}

function tooManyParts(): InputError {
  return new InputError("too-many-uploads", `the upload came in ${MAX_PARTS} parts, as many as may be`, {
    field: "Upload-Offset",
    fix: "Drop it, and send larger parts.",
  });
}
