import { InputError } from "../../model/index.js";

/** A file that comes in several requests, as far as it came. */
export interface Upload {
  readonly id: string;
  /** The learngene that it will be a version of. */
  readonly owner: string;
  readonly name: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** `sha256:…` that the whole file must have, if its sender said. */
  readonly digest: string | undefined;
  /** Bytes that are here and outlast a crash; the next request goes on from there. */
  readonly offset: number;
  /** The number it was published as; `undefined` until then. */
  readonly version: number | undefined;
  readonly createdAt: Date;
  /** When the last part came. */
  readonly updatedAt: Date;
}

/** Which upload. */
export interface UploadName {
  readonly owner: string;
  readonly name: string;
  readonly id: string;
}

/** Uploads that an owner may have open at once, unless said otherwise. */
export const MAX_OPEN_UPLOADS = 100;

/** Parts that one upload may come in: what is published goes through all of them. */
export const MAX_PARTS = 10_000;

/** Bytes after which a request's body becomes durable, and acknowledged: a crash loses no more than these. */
export const PIECE_BYTES = 64 * 1024 * 1024;

export function uploadNotFound({ owner, name, id }: UploadName): InputError {
  const shown = id.slice(0, 60);
  return new InputError("upload-not-found", `${owner}/${name} has no upload ${shown}`, {
    field: "upload",
    value: shown,
    fix: "Start another: uploads that were refused, dropped or left idle are gone.",
  });
}

/** The bytes of a request do not go where the file as received ends. */
export function uploadConflict(upload: Upload, offset: number): InputError {
  return new InputError("upload-conflict", `the upload stands at byte ${upload.offset}, not at ${offset}`, {
    field: "Upload-Offset",
    value: offset,
    fix: "Ask for the upload's offset, and go on from there.",
  });
}
