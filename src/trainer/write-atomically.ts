import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { InputError } from "../model/index.js";

/** What systems call a disk, a quota or a file's greatest size that is used up. */
const fullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/**
 * Writes a file so that its name never stands for half of it: to a neighbour first, flushed, then renamed. Two writers
 * at once each write their own neighbour, and the last one wins. Throws `disk-full` where there is no room, the file of
 * that name as it was.
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw isFull(cause) ? noRoom(path, bytes.byteLength, cause) : cause;
  }
}

/** Whether a system's error says that there is no room. */
export function isFull(cause: unknown): cause is Error & { code: string } {
  return cause instanceof Error && "code" in cause && fullCodes.has(String(cause.code));
}

function noRoom(path: string, bytes: number, cause: Error & { code: string }): InputError {
  return new InputError("disk-full", `there is no room for the ${bytes} bytes of ${path} (${cause.code})`, {
    value: path,
    fix: "Free some space, or name a file on another disk.",
    cause,
  });
}
