import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Every file below a directory with its size and time of change: equal lists mean that nothing was written. */
export async function directoryListing(directory: string): Promise<string[]> {
  const paths = await readdir(directory, { recursive: true });
  const lines = paths.map(async (path) => {
    const { size, mtimeMs } = await stat(join(directory, path));
    return `${path} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(lines)).sort();
}
