import { availableParallelism } from "node:os";
import type { z } from "zod";
import type { Registry } from "../registry/index.js";
import type { orderSchema } from "./child/protocol.js";

/** What one job may take. */
export interface JobLimits {
  /** That workers spend on it, in all attempts. */
  readonly seconds: number;
  /** Of the process that computes it. */
  readonly memoryBytes: number;
  /** Of the folder that it works in. */
  readonly diskBytes: number;
}

/** Unless said otherwise: a day, 8 GiB, 20 GiB. */
export const defaultJobLimits: JobLimits = {
  seconds: 24 * 3600,
  memoryBytes: 8 * 1024 ** 3,
  diskBytes: 20 * 1024 ** 3,
};

/** Seconds between two checkpoints, unless said otherwise. */
export const DEFAULT_CHECKPOINT_SECONDS = 60;

/** Seconds after which a worker that says nothing counts as dead. */
const LEASE_SECONDS = 15;

/** A data set on this machine: as `openDataset` takes it, or a Parquet file of the registry. */
export type FetchedDataset = z.infer<typeof orderSchema>["dataset"];

/** Writes a data set into a folder. */
export type DatasetFetcher = (registry: Registry, dataset: string, folder: string) => Promise<FetchedDataset>;

/** How a worker works. */
export interface WorkerOptions {
  /** Where the folders of its jobs lie; made if missing. */
  readonly scratch: string;
  /** Jobs that it runs at once; default 1. */
  readonly workers?: number | undefined;
  /** Threads that a job computes with; default: all cores but one, at least one. */
  readonly threads?: number | undefined;
  readonly limits?: Partial<JobLimits> | undefined;
  /** Default {@link DEFAULT_CHECKPOINT_SECONDS}. */
  readonly checkpointSeconds?: number | undefined;
  /** Default {@link LEASE_SECONDS}. */
  readonly leaseSeconds?: number | undefined;
  /** For tests; default: the registry's. */
  readonly fetchDataset?: DatasetFetcher | undefined;
}

/** Options with their defaults. */
export type WorkerSettings = Required<Omit<WorkerOptions, "workers" | "limits" | "fetchDataset">> & {
  readonly limits: JobLimits;
  readonly fetchDataset: DatasetFetcher;
};

/** Fills defaults in. */
export function workerSettings(options: WorkerOptions, fetchDataset: DatasetFetcher): WorkerSettings {
  return {
    scratch: options.scratch,
    // One core stays with servers, whatever the scheduler makes of priorities.
    threads: options.threads ?? Math.max(1, availableParallelism() - 1),
    limits: { ...defaultJobLimits, ...options.limits },
    checkpointSeconds: options.checkpointSeconds ?? DEFAULT_CHECKPOINT_SECONDS,
    leaseSeconds: options.leaseSeconds ?? LEASE_SECONDS,
    fetchDataset: options.fetchDataset ?? fetchDataset,
  };
}

/** What a worker tells its operator. */
export interface WorkerLog {
  info(about: object, text: string): void;
  warn(about: object, text: string): void;
  error(about: object, text: string): void;
}
