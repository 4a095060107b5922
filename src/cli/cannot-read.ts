import { InputError } from "../model/index.js";

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
