import { readFile } from "node:fs/promises";

/**
 * Memory that a process has now, bytes, as the system counts it, whatever the process itself says or fails to say;
 * `undefined` where the system does not tell, or the process is gone.
 */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
