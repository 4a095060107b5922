import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Puts a file under another name on the same file system, in the place of what is there; when it resolves both the
 * file and its name outlast a crash of the machine. File, then name: a name never stands for less than the whole file.
 * `newFolders` says how many of the folders above `to` may not be there yet.
 */
export async function moveDurably(from: string, to: string, newFolders: number): Promise<void> {
  const file = await open(from, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  let folder = dirname(to);
  await mkdir(folder, { recursive: true });
  await rename(from, to);
  await syncFolder(folder);
  for (let made = 0; made < newFolders; made++) {
    folder = dirname(folder);
    await syncFolder(folder);
  }
}

/** Waits until the names in a folder are on disk. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders, and keeps names durable by itself.
  if (process.platform === "win32") {
    return;
  }
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** What `run` gives, or `undefined` if the file that it is about is not there. */
export async function orMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (cause) {
    if (isMissing(cause)) {
      return undefined;
    }
    throw cause;
  }
}
