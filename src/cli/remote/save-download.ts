import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { DownloadError, type Download, type DownloadOptions, type Resumption } from "../../client/index.js";
import { InputError } from "../../model/index.js";
import { systemReason } from "../reading.js";
import { transferReporter } from "../terminal/index.js";

/** Where a file is to be saved. */
export interface SaveOptions {
  /** A file; a directory, to save it there as the server names it; or `-`, standard output. */
  readonly out: string;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** A file that came. */
export interface Saved {
  /** `-` for standard output. */
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
  readonly headers: Headers;
}

/** Starts a download, with what there is of it. */
export type StartDownload = (options: DownloadOptions) => Promise<Download>;

/** What `FILE.part` is the beginning of, beside it while it grows. */
const partSchema = z.object({ etag: z.string() });

/**
 * Downloads a file to `FILE.part` and gives it its name once its digest is right, or its length where none is announced. What
 * was interrupted goes on where it ended, if the server still has the same file.
 */
export async function saveDownload(start: StartDownload, options: SaveOptions): Promise<Saved> {
  const { out, signal } = options;
  const begin = (resume?: Resumption, other?: AbortSignal) =>
    start({
      signal: other === undefined ? signal : AbortSignal.any([signal, other]),
      sha256: () => createHash("sha256"),
      ...(resume === undefined ? {} : { resume }),
    });
  if (out === "-") {
    return print(await begin(), options);
  }
  // Its name is known from the answer alone, unless it was given.
  if ((await stat(out).catch(() => undefined))?.isDirectory() !== true) {
    return save(await begin(await resumption(out)), out, options);
  }
  const asked = new AbortController();
  const first = await begin(undefined, asked.signal);
  const path = join(out, safeName(first.fileName));
  const resume = await resumption(path);
  if (resume === undefined || resume.etag !== first.etag) {
    return save(first, path, options);
  }
  asked.abort();
  return save(await begin(resume), path, options);
}

/** A server's name for a file, as one that lies in the directory and nowhere else. */
function safeName(name: string): string {
  const last = basename(name.replaceAll("\\", "/"));
  return last === "" || last === "." || last === ".." ? "download" : last;
}

const partOf = (path: string) => `${path}.part`;
const noteOf = (path: string) => `${path}.part.json`;

/** What is there of a file, with a hash of it. */
async function resumption(path: string): Promise<Resumption | undefined> {
  try {
    const { etag } = partSchema.parse(JSON.parse(await readFile(noteOf(path), "utf8")));
    const sha256 = createHash("sha256");
    let bytes = 0;
    for await (const chunk of createReadStream(partOf(path)) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      bytes += chunk.byteLength;
    }
    return { bytes, etag, sha256 };
  } catch {
    // Nothing is there, or nothing of use: it is begun anew.
    return undefined;
  }
}

async function save(download: Download, path: string, options: SaveOptions): Promise<Saved> {
  const { offset, etag } = download;
  const part = partOf(path);
  try {
    await (etag === undefined
      ? rm(noteOf(path), { force: true })
      : writeFile(noteOf(path), JSON.stringify({ etag })));
    await pipeline(
      watched(download, path, options),
      createWriteStream(part, { flags: offset > 0 ? "r+" : "w", start: offset }),
      { signal: options.signal },
    );
    await flush(part);
    await rename(part, path);
    await rm(noteOf(path), { force: true });
  } catch (error) {
    throw await failure(error, path);
  }
  return savedAs(path, download);
}

/** Under its own name a file is whole, whatever crashes. */
async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function print(download: Download, options: SaveOptions): Promise<Saved> {
  await pipeline(watched(download, download.fileName, options), process.stdout, {
    signal: options.signal,
    end: false,
  });
  return savedAs("-", download);
}

/** The bytes, while people are told how far they are. */
async function* watched(
  download: Download,
  path: string,
  { quiet }: SaveOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { size, offset } = download;
  const reporter = quiet ? undefined : transferReporter({ label: basename(path), from: offset });
  let bytes = offset;
  try {
    reporter?.update(bytes, size);
    for await (const chunk of download.chunks()) {
      bytes += chunk.byteLength;
      reporter?.update(bytes, size);
      yield chunk;
    }
  } finally {
    reporter?.close();
  }
}

function savedAs(path: string, { digest, size, headers }: Download): Saved {
  if (digest === undefined) {
    throw new Error("the download has no digest, though it was whole");
  }
  return { path, bytes: size ?? 0, digest, headers };
}

/** What went wrong with a file, in words; what came of another file than was announced goes. */
async function failure(error: unknown, path: string): Promise<unknown> {
  if (error instanceof DownloadError && error.code !== "incomplete") {
    await rm(partOf(path), { force: true });
    await rm(noteOf(path), { force: true });
  }
  if (error instanceof Error && "syscall" in error && "path" in error) {
    return new InputError("file-not-found", `${path} cannot be written (${systemReason(error)})`, {
      field: "--out",
      value: path,
      fix: "Name a file in a directory that exists and can be written to.",
      cause: error,
    });
  }
  return error;
}
