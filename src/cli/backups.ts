import { backUp, restore, type Counts, type RegistryConfig } from "../registry/index.js";

/** Backs up a registry, and prints what and where to. */
export async function backUpTo(config: RegistryConfig, target: string, signal: AbortSignal): Promise<void> {
  const { path, bytes, ...held } = await backUp(config, target, signal);
  process.stdout.write(`backed up ${contents(held)} to ${path} (${bytes} bytes)\n`);
}

/** Restores a registry, and prints what. */
export async function restoreFrom(file: string, data: string, signal: AbortSignal): Promise<void> {
  const { createdAt, ...held } = await restore(file, data, signal);
  process.stdout.write(`restored ${contents(held)} of ${createdAt.toISOString()} into ${data}\n`);
}

function contents({ learngenes, versions, datasets, jobs }: Counts): string {
  return [
    counted(learngenes, "learngene"),
    counted(versions, "version"),
    ...(datasets === 0 ? [] : [counted(datasets, "data set")]),
    ...(jobs === 0 ? [] : [counted(jobs, "job")]),
  ].join(", ");
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
