import { delay } from "./delay.js";
import { DownloadError, ProblemError } from "./errors.js";
import type { Progress } from "./progress.js";
import { asDigest, digestOfField, newSha256, type Sha256 } from "./sha256.js";

/** How often in a row a connection may break without a byte before the download gives up. */
const MAX_TRIES = 5;

/** Milliseconds before a connection that broke is made anew, times the tries. */
const RETRY_MILLISECONDS = 300;

/** What is there of a file that an earlier download began. */
export interface Resumption {
  /** How many bytes, from the file's start. */
  readonly bytes: number;
  /** The file's `ETag`, as {@link Download.etag} gave it. */
  readonly etag: string;
  /** That has taken in those bytes. Without it the file's digest is not known in the end. */
  readonly sha256?: Sha256 | undefined;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told at each piece. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** `sha256:` and hexadecimal digits which the file must have; default: what the server announces, if it does. */
  readonly digest?: string | undefined;
  /** Starts a hash; default: one in JavaScript. */
  readonly sha256?: (() => Sha256) | undefined;
  /** Goes on where an earlier download ended, if the file is still the same: see {@link Download.offset}. */
  readonly resume?: Resumption | undefined;
}

/** Asks for the file with these headers more. */
export type OpenFile = (headers: Readonly<Record<string, string>>) => Promise<Response>;

/**
 * A file on its way. Its bytes are read once, by `chunks` or `bytes`, which go on by `Range` where a connection breaks, and
 * throw `DownloadError` if in the end the file is not what was announced.
 */
export class Download {
  /** As the server names it, to be saved by. */
  readonly fileName: string;
  /** Bytes of the whole file. */
  readonly size: number | undefined;
  /** Strong; undefined where the server gave none. */
  readonly etag: string | undefined;
  /** `sha256:…` that the file must have; undefined where nobody says. */
  readonly expected: string | undefined;
  /** Bytes before the first that comes: those of `resume`, or 0 where the file is another by now. */
  readonly offset: number;
  readonly headers: Headers;

  readonly #open: OpenFile;
  readonly #options: DownloadOptions;
  readonly #hash: Sha256 | undefined;
  #response: Response;
  #digest: string | undefined;

  private constructor(open: OpenFile, response: Response, options: DownloadOptions) {
    const isPart = response.status === 206;
    this.headers = response.headers;
    this.fileName = fileNameOf(response);
    this.size = sizeOf(response);
    this.etag = /^".*"$/.exec(response.headers.get("ETag") ?? "")?.[0];
    this.expected = options.digest ?? digestOfField(response.headers.get("Repr-Digest"));
    this.offset = isPart ? (options.resume?.bytes ?? 0) : 0;
    const { sha256 = newSha256 } = options;
    this.#hash = isPart ? options.resume?.sha256 : sha256();
    this.#open = open;
    this.#response = response;
    this.#options = options;
  }

  static async start(open: OpenFile, options: DownloadOptions): Promise<Download> {
    const { resume } = options;
    if (resume === undefined || resume.bytes === 0) {
      return new Download(open, await open({}), options);
    }
    const range = { Range: `bytes=${resume.bytes}-`, "If-Range": resume.etag };
    const response = await open(range).catch((error: unknown) => {
      // What is there is the whole file, or more: nothing follows it.
      if (error instanceof ProblemError && error.status === 416) {
        return open({});
      }
      throw error;
    });
    return new Download(open, response, options);
  }

  /** `sha256:…` of the file, once it has all come; undefined before, and where a resumption had no hash. */
  get digest(): string | undefined {
    return this.#digest;
  }

  /** The bytes as they come. */
  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    let at = this.offset;
    // Without its length nobody knows that it broke off, and without a tag, what its rest belongs to.
    const tag = this.size === undefined ? undefined : this.etag;
    for (let tries = 0; ; tries += 1) {
      let broke: unknown;
      try {
        for await (const chunk of chunksOf(this.#response)) {
          at += chunk.byteLength;
          tries = 0;
          this.#hash?.update(chunk);
          this.#options.onProgress?.({ bytes: at, total: this.size });
          yield chunk;
        }
        if (this.size === undefined || at >= this.size) {
          this.#verify(at);
          return;
        }
      } catch (cause) {
        this.#options.signal?.throwIfAborted();
        if (cause instanceof DownloadError) {
          throw cause;
        }
        broke = cause;
      }
      if (tag === undefined || tries >= MAX_TRIES) {
        throw incomplete(this.fileName, at, this.size, broke);
      }
      await delay(RETRY_MILLISECONDS * (tries + 1), this.#options.signal);
      await this.#goOn(at, tag);
    }
  }

  /** The whole file. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of this.chunks()) {
      chunks.push(chunk);
    }
    const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }

  async #goOn(at: number, etag: string): Promise<void> {
    let response;
    try {
      response = await this.#open({ Range: `bytes=${at}-`, "If-Range": etag });
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) {
        throw error;
      }
      // No server, or one that cannot serve now: what follows finds no bytes, and counts a try.
      response = new Response(null);
    }
    if (response.body !== null && response.status !== 206) {
      await response.body.cancel();
      throw new DownloadError("changed", `${this.fileName} changed while it was downloaded`);
    }
    this.#response = response;
  }

  #verify(at: number): void {
    if (this.size !== undefined && at > this.size) {
      throw incomplete(this.fileName, at, this.size, undefined);
    }
    this.#digest = this.#hash === undefined ? undefined : asDigest(this.#hash.digest());
    if (this.expected !== undefined && this.#digest !== undefined && this.#digest !== this.expected) {
      const message = `${this.fileName} came with the digest ${this.#digest}, but ${this.expected} was announced`;
      throw new DownloadError("digest-mismatch", message);
    }
  }
}

/** Not by `for await` on the body itself, which not all browsers have. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const reader = body?.getReader();
  if (reader === undefined) {
    return;
  }
  let isDone = false;
  try {
    for (;;) {
      const part = await reader.read();
      isDone = part.done;
      if (part.done) {
        return;
      }
      yield part.value;
    }
  } finally {
    // Whoever stops reading lets go of the connection.
    if (!isDone) {
      await reader.cancel().catch(() => undefined);
    }
  }
}

function incomplete(name: string, at: number, size: number | undefined, cause: unknown): DownloadError {
  const message = `${name} ended after ${at} of ${size ?? "unknown"} bytes`;
  return new DownloadError("incomplete", message, { cause });
}

function sizeOf({ status, headers }: Response): number | undefined {
  const total = status === 206 ? headers.get("Content-Range")?.split("/")[1] : headers.get("Content-Length");
  return total == null || !/^\d+$/.test(total) ? undefined : Number(total);
}

function fileNameOf({ headers, url }: Response): string {
  const named = /filename="?([^";]+)/.exec(headers.get("Content-Disposition") ?? "")?.[1];
  const last = url
    .replace(/[?#].*$/, "")
    .split("/")
    .at(-1);
  return named ?? (last === undefined || last === "" ? "download" : decodeURIComponent(last));
}
