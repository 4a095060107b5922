/** The real app on a real registry in a directory of its own. */
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storedTensors, writeLearngene, type Manifest } from "../../../src/formats/index.js";
import { openBucket } from "../../../src/registry/blobs/s3/bucket.js";
import { listObjects } from "../../../src/registry/blobs/s3/list.js";
import {
  openRegistry,
  type Registry,
  type RegistryObserver,
  type S3Config,
} from "../../../src/registry/index.js";
import { createApp, createLogger, type AppParts } from "../../../src/server/index.js";
import { testRegistryConfig } from "../../support/databases.js";
import { distinctTensors, tinyManifest } from "../../support/learngenes.js";

export interface TestRegistry {
  readonly registry: Registry;
  readonly dataDirectory: string;
  /** Files of the blob store and of uploads, to see that nothing was left or lost. */
  files(): Promise<string[]>;
  /** How many blobs this process has open; Linux only. */
  openBlobs(): Promise<number>;
  /** Closes the registry, if it is open, and removes the directory. */
  remove(): Promise<void>;
}

/** Opens a registry in a new directory, on the project's database. */
export async function openTestRegistry(
  maxUploadBytes = 1024 * 1024,
  observer?: RegistryObserver,
): Promise<TestRegistry> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "learngene-server-"));
  const config = await testRegistryConfig(dataDirectory);
  const registry = await openRegistry({ ...config, maxUploadBytes }, observer);
  const blobs = config.s3 === undefined ? "blobs" : "cache";
  return {
    registry,
    dataDirectory,
    files: async () => {
      if (config.s3 !== undefined) {
        return keysIn(config.s3);
      }
      const listings = ["blobs", "uploads"].map((folder) =>
        readdir(join(dataDirectory, folder), { recursive: true }),
      );
      return (await Promise.all(listings)).flat().sort();
    },
    openBlobs: async () => {
      const descriptors = await readdir("/proc/self/fd");
      const targets = await Promise.all(
        descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
      );
      return targets.filter((target) => target.startsWith(join(dataDirectory, blobs))).length;
    },
    remove: async () => {
      // A server that stopped has closed it.
      const open = await registry.ready().then(
        () => true,
        () => false,
      );
      if (open) {
        await registry.close();
      }
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function keysIn(s3: S3Config): Promise<string[]> {
  const bucket = openBucket(s3);
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, "")) {
    keys.push(key);
  }
  bucket.client.destroy();
  return keys;
}

/** The app on a registry, silent unless given a logger. */
export function testApp(registry: Registry, parts: Partial<AppParts> = {}) {
  return createApp({ registry, logger: createLogger("silent"), ...parts });
}

/** A tiny learngene's file; another description gives other bytes. */
export function learngeneFile(changes: Partial<Manifest> = {}): Buffer {
  const manifest = { ...tinyManifest(), ...changes };
  return Buffer.from(writeLearngene(manifest, distinctTensors(storedTensors(manifest))));
}

/** A learngene of 3 MB a stage, so that expansions are longer than any socket's buffers. */
export function largeLearngeneFile(description = "large"): Buffer {
  const { config } = tinyManifest().architecture;
  return learngeneFile({
    description,
    architecture: { family: "vit", config: { ...config, embedDim: 256, mlpRatio: 4 } },
  });
}
