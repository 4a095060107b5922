import type { Schema } from "../contract/index.js";
import { delay } from "./delay.js";
import { ProblemError, UnreachableError } from "./errors.js";
import { dataOf, type Api } from "./http.js";
import type { Progress } from "./progress.js";
import { parseReference, type Reference } from "./reference.js";
import { asDigestField, newSha256, type Sha256 } from "./sha256.js";

/** Bytes of a request of an upload. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** How often in a row a request may fail before the upload gives up. */
const MAX_TRIES = 5;

const RETRY_MILLISECONDS = 500;

/** A file to publish: a `Blob`, as pages get from a drop and Node from `fs.openAsBlob`, or anything that gives parts. */
export interface FileSource {
  /** In bytes. */
  readonly size: number;
  /** Bytes `start` to `end`, the latter not among them. */
  slice(start: number, end: number): Blob;
}

export interface PublishOptions {
  /**
   * Who sees the learngene if this makes it. With it the file is sent in one request, as uploads in parts make what is
   * public.
   */
  readonly visibility?: Schema<"Visibility"> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of what the server has for good. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Starts a hash; default: one in JavaScript. */
  readonly sha256?: (() => Sha256) | undefined;
}

/** Publishes a file as the next version: in one request if it is small, else in parts, going on where a connection broke. */
export async function publish(
  api: Api,
  learngene: Reference,
  file: FileSource,
  options: PublishOptions,
): Promise<Schema<"Version">> {
  const { owner, name } = parseReference(learngene);
  const digest = await digestFieldOf(file, options);
  options.onProgress?.({ bytes: 0, total: file.size });
  const version =
    options.visibility !== undefined || file.size <= CHUNK_BYTES
      ? await publishAtOnce(api, { owner, name }, file, digest, options)
      : await publishInParts(api, { owner, name }, file, digest, options);
  options.onProgress?.({ bytes: file.size, total: file.size });
  return version;
}

interface Path {
  readonly owner: string;
  readonly name: string;
}

async function digestFieldOf(
  file: FileSource,
  { sha256 = newSha256, signal }: PublishOptions,
): Promise<string> {
  const hash = sha256();
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    signal?.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(at, Math.min(at + CHUNK_BYTES, file.size)).arrayBuffer()));
  }
  return asDigestField(hash.digest());
}

function publishAtOnce(
  api: Api,
  path: Path,
  file: FileSource,
  digest: string,
  { visibility, signal }: PublishOptions,
): Promise<Schema<"Version">> {
  return dataOf(
    api.POST("/v1/learngenes/{owner}/{name}/versions", {
      params: {
        path,
        header: { "Content-Digest": digest },
        ...(visibility === undefined ? {} : { query: { visibility } }),
      },
      headers: { "Content-Type": "application/octet-stream" },
      ...asItIs(file.slice(0, file.size)),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

async function publishInParts(
  api: Api,
  path: Path,
  file: FileSource,
  digest: string,
  { signal, onProgress }: PublishOptions,
): Promise<Schema<"Version">> {
  const given = signal === undefined ? {} : { signal };
  const { id } = await dataOf(
    api.POST("/v1/learngenes/{owner}/{name}/uploads", {
      params: { path, header: { "Upload-Length": file.size, "Repr-Digest": digest } },
      ...given,
    }),
  );
  const uploadPath = { ...path, upload: id };
  let at = 0;
  for (let tries = 0; ;) {
    try {
      const { data } = await api.PATCH("/v1/learngenes/{owner}/{name}/uploads/{upload}", {
        params: { path: uploadPath, header: { "Upload-Offset": at } },
        headers: { "Content-Type": "application/offset+octet-stream" },
        ...asItIs(file.slice(at, Math.min(at + CHUNK_BYTES, file.size))),
        ...given,
      });
      if (data !== undefined) {
        return data;
      }
      at = Math.min(at + CHUNK_BYTES, file.size);
      tries = 0;
    } catch (error) {
      signal?.throwIfAborted();
      tries += 1;
      if (!isPassing(error) || tries > MAX_TRIES) {
        throw error;
      }
      await delay(RETRY_MILLISECONDS * tries, signal);
      at = await offsetOf(api, uploadPath, at, given);
    }
    onProgress?.({ bytes: at, total: file.size });
  }
}

/** How far the upload is by the server's account; by ours where it does not answer. */
async function offsetOf(
  api: Api,
  path: Path & { readonly upload: string },
  at: number,
  given: { signal?: AbortSignal },
): Promise<number> {
  try {
    const { offset } = await dataOf(
      api.GET("/v1/learngenes/{owner}/{name}/uploads/{upload}", { params: { path }, ...given }),
    );
    return offset;
  } catch (error) {
    given.signal?.throwIfAborted();
    if (isPassing(error)) {
      return at;
    }
    throw error;
  }
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    (error instanceof ProblemError && [409, 429, 503].includes(error.status))
  );
}

/** The contract's type of bytes is a string's; they are sent as they are. */
function asItIs(bytes: Blob): { body: string; bodySerializer: () => Blob } {
  return { body: "", bodySerializer: () => bytes };
}
