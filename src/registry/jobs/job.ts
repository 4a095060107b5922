import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";

/** What a job does. */
export const jobKinds = ["finetune", "learn", "evaluate"] as const;
export type JobKind = (typeof jobKinds)[number];

/** How a job stands: the first two are under way, the rest is for good. */
export const jobStates = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** A JSON object whose fields are its giver's business. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Why a job failed, as an `InputError` says it. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
  readonly value?: string | number | undefined;
  readonly fix?: string | undefined;
}

/** What a job is made from. */
export interface NewJob {
  readonly owner: string;
  readonly kind: JobKind;
  /** All that decides what it computes; the registry only keeps it. */
  readonly spec: JsonObject;
  /** Blobs that are there and that it will read: kept until it has ended. */
  readonly inputs?: readonly { readonly name: string; readonly digest: string; readonly size: number }[];
}

/** A file that a job made. */
export interface JobArtifact {
  readonly name: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

export interface Job {
  readonly id: string;
  /** The order in which jobs came. */
  readonly number: number;
  readonly owner: string;
  readonly kind: JobKind;
  readonly spec: JsonObject;
  readonly actor: Actor;
  readonly state: JobState;
  /** Somebody asked that it be stopped. */
  readonly cancelling: boolean;
  /** How often it was taken up since its last checkpoint. */
  readonly attempts: number;
  /** Seconds that workers spent on it. */
  readonly seconds: number;
  /** What it last told of its steps. */
  readonly progress: JsonObject | undefined;
  /** Number of its newest event. */
  readonly lastEvent: number;
  /** What it came to, once its artifacts are stored. */
  readonly result: JsonObject | undefined;
  readonly error: JobError | undefined;
  readonly artifacts: readonly JobArtifact[];
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
}

/** Something that a job told. Numbers run from 1 without gaps. */
export interface JobEvent {
  readonly number: number;
  readonly at: Date;
  readonly type: string;
  readonly data: JsonObject;
}

/** What is to be told. */
export type NewJobEvent = Pick<JobEvent, "type" | "data">;

/** A worker's hold on a job that it runs. */
export interface Lease {
  readonly jobId: string;
  readonly token: string;
}

/** The lease is no longer good: another worker took the job up, or it has ended. Nothing was changed. */
export class LeaseLostError extends Error {
  constructor(readonly lease: Lease) {
    super(`the lease on job ${lease.jobId} is lost`);
    this.name = "LeaseLostError";
  }
}

/** Whether a job that stands so will not change any more. */
export function isOver(state: JobState): boolean {
  return state !== "queued" && state !== "running";
}

export function jobNotFound(id: string): InputError {
  const value = id.slice(0, 60);
  return new InputError("job-not-found", `there is no job ${value}`, {
    field: "job",
    value,
    fix: "Check the id, or list the jobs there are; those that ended long ago are deleted.",
  });
}

export function artifactNotFound(job: Pick<Job, "id" | "artifacts">, file: string): InputError {
  const names = job.artifacts.map(({ name }) => name);
  const has = names.length === 0 ? "no artifacts yet" : names.join(", ");
  const value = file.slice(0, 60);
  return new InputError("artifact-not-found", `job ${job.id} has no artifact ${value}: it has ${has}`, {
    field: "file",
    value,
    fix: "Name one of its artifacts.",
  });
}
