/** A real file system with little room, for what happens when a disk is full. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/** A tmpfs of so many bytes; `undefined`, and a line on standard error, where this process may not mount one. */
export function smallDisk(bytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), "small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmSync(path, { recursive: true });
    process.stderr.write(
      `SKIPPED: full disks, as no tmpfs can be mounted here (${String(error).split("\n")[0]})\n`,
    );
    return undefined;
  }
  return {
    path,
    remove: () => {
      execFileSync("umount", [path]);
      rmSync(path, { recursive: true });
    },
  };
}
