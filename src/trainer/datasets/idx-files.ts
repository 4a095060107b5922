import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parseIdx, type IdxFile } from "../../formats/index.js";
import { InputError } from "../../model/index.js";
import { onSharedMemory, readShared } from "./shared-bytes.js";

/** MNIST's file names, in the order of a data set's digest. */
export const idxFileNames = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

/** The most bytes that a compressed file may unpack to: all of them lie in memory while training. */
const maxUnpackedBytes = 2 ** 31 - 1;

/** An IDX file of a directory, and what to call it in messages. */
export interface NamedIdxFile extends IdxFile {
  /** The name of the file that was read, `.gz` included. */
  readonly file: string;
}

/**
 * Reads the file of that name, or else of that name and `.gz`.
 *
 * @throws InputError `invalid-dataset` naming the file if it is missing, unreadable or no IDX file of that `rank`.
 */
export async function readIdxFile(directory: string, name: string, rank: number): Promise<NamedIdxFile> {
  const { file, bytes } = await readPlainOrCompressed(directory, name);
  const parsed = parseNamed(file, bytes);
  if (parsed.dims.length !== rank) {
    const wanted = rank === 3 ? "3 (images, height, width)" : String(rank);
    throw fault(file, `it has ${parsed.dims.length} dimensions instead of ${wanted}`);
  }
  return { ...parsed, file };
}

/** The error for a file of a data set: its message begins with the file's name. */
export function fault(
  file: string,
  message: string,
  details: { fix?: string; cause?: unknown } = {},
): InputError {
  return new InputError("invalid-dataset", `${file}: ${message}.`, { field: file, ...details });
}

async function readPlainOrCompressed(
  directory: string,
  name: string,
): Promise<{ file: string; bytes: Uint8Array }> {
  const plain = await readIfThere(join(directory, name), name);
  if (plain !== undefined) return { file: name, bytes: plain };
  const file = `${name}.gz`;
  const compressed = await readIfThere(join(directory, file), file);
  if (compressed === undefined) {
    const fix = `Put ${name} or ${file} into the directory; MNIST's names are expected.`;
    throw fault(name, "the file is missing", { fix });
  }
  return { file, bytes: await unpack(file, compressed) };
}

async function readIfThere(path: string, file: string): Promise<Uint8Array | undefined> {
  try {
    return await readShared(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw fault(file, "the file cannot be read", { cause });
  }
}

async function unpack(file: string, compressed: Uint8Array): Promise<Uint8Array> {
  try {
    return onSharedMemory(await promisify(gunzip)(compressed, { maxOutputLength: maxUnpackedBytes }));
  } catch (cause) {
    const fix = "Fetch it again; at most 2 GiB of unpacked data are read.";
    throw fault(file, "the file cannot be unpacked as gzip", { fix, cause });
  }
}

function parseNamed(file: string, bytes: Uint8Array): IdxFile {
  try {
    return parseIdx(bytes);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw fault(file, cause.message, { ...(cause.fix === undefined ? {} : { fix: cause.fix }), cause });
  }
}
