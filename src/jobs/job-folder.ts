import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ClaimedJob, OpenBlob, Registry } from "../registry/index.js";
import { isFull } from "../trainer/index.js";
import { jobFiles, type Order } from "./child/protocol.js";
import { fullDisk } from "./full-disk.js";
import type { WorkerSettings } from "./options.js";
import { jobSpecSchema } from "./spec.js";

/** Name of the checkpoint among a job's files. */
export const CHECKPOINT = "checkpoint.safetensors";

/** Name of the learngene among a job's inputs. */
export const INPUT_LEARNGENE = "learngene.safetensors";

/** Name of the data set's file among a job's inputs. */
export const INPUT_DATASET = "dataset.parquet";

/** Name of an Ans-Net that is no learngene among a job's inputs. */
export const INPUT_ANCESTOR = "ancestor";

/** Name of what teaches among a job's inputs. */
export const INPUT_TEACHER = "teacher";

/** Where each network that a job may read lies. */
const inputFiles = [
  [INPUT_LEARNGENE, jobFiles.learngene],
  [INPUT_ANCESTOR, jobFiles.ancestor],
  [INPUT_TEACHER, jobFiles.teacher],
] as const;

/** The folder that a job works in, on this machine, for one attempt. */
export class JobFolder {
  private constructor(readonly path: string) {}

  /** Makes a folder and puts in it all that a job needs. Throws `disk-full`, and what fetching its data set throws. */
  static async prepare(
    registry: Registry,
    { job, lease }: ClaimedJob,
    settings: WorkerSettings,
  ): Promise<JobFolder> {
    const path = await mkdtemp(join(settings.scratch, `${hostname()}.${process.pid}.`));
    const folder = new JobFolder(path);
    try {
      const spec = jobSpecSchema.parse(job.spec);
      const { work } = registry.jobs;
      for (const [name, file] of inputFiles) {
        await write(join(path, file), await work.openFile(lease, "input", name));
      }
      await write(join(path, jobFiles.checkpoint), await work.openFile(lease, "checkpoint", CHECKPOINT));
      const datasetFolder = join(path, jobFiles.dataset);
      await mkdir(datasetFolder);
      const { threads, checkpointSeconds, scratch } = settings;
      const dataset = await settings.fetchDataset(registry, spec.dataset, datasetFolder);
      // What comes with the program is the same for all jobs; the rest goes with its job.
      const cache = dataset === spec.dataset ? join(scratch, "cache") : join(path, "cache");
      const order: Order = { spec, dataset, threads, checkpointSeconds, cache };
      await writeFile(join(path, jobFiles.order), JSON.stringify(order));
      return folder;
    } catch (cause) {
      await folder.remove();
      throw isFull(cause) ? fullDisk(cause) : cause;
    }
  }

  /** The checkpoint as the child saved it. */
  checkpoint(): AsyncIterable<Uint8Array> {
    return readBytes(join(this.path, jobFiles.checkpoint));
  }

  /** Names of the files that the job made. */
  artifacts(): Promise<string[]> {
    return readdir(join(this.path, jobFiles.artifacts));
  }

  artifact(name: string): AsyncIterable<Uint8Array> {
    return readBytes(join(this.path, jobFiles.artifacts, name));
  }

  /** Bytes of all files in it; those that go meanwhile are not counted. */
  async size(): Promise<number> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) =>
          stat(join(entry.parentPath, entry.name)).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** Makes the directory of job folders, and removes from it those of this machine whose worker's process is gone. */
export async function openScratch(scratch: string): Promise<void> {
  await mkdir(scratch, { recursive: true });
  for (const name of await readdir(scratch)) {
    const [random = "", pid = "", ...host] = name.split(".").reverse();
    const isMine = random !== "" && host.reverse().join(".") === hostname();
    if (isMine && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
      await rm(join(scratch, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Writes a blob to a file and closes it; nothing where there is none. */
async function write(path: string, blob: OpenBlob | undefined): Promise<void> {
  if (blob === undefined) {
    return;
  }
  try {
    await pipeline(blob.stream(0, blob.size), createWriteStream(path));
  } finally {
    await blob.close();
  }
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path)) {
    if (chunk instanceof Uint8Array) {
      yield chunk;
    }
  }
}
