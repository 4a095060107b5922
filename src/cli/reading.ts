import { readFile } from "node:fs/promises";
import { InputError } from "../model/index.js";

/** A file's bytes. Throws `file-not-found`, or the signal's reason once it aborts. */
export async function readBytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw cannotRead(path, cause);
  }
}

/** The error for a file that cannot be read, with the system's reason. */
export function cannotRead(path: string, cause: unknown): InputError {
  return new InputError("file-not-found", `${path} cannot be read (${systemReason(cause)})`, {
    value: path,
    cause,
  });
}

/** What the system calls a fault, such as `ENOENT`. */
export function systemReason(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
}
