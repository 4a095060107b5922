import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../model/index.js";
import { writeAtomically } from "../trainer/index.js";
import { readOwnerAndName, type SubmitOptions } from "./commands/jobs.js";
import { cancelJob, downloadArtifact, getJob, listJobs, submitJob, type ShownJob } from "./job-client.js";
import { jobEvents } from "./job-events.js";
import { readRecipeFile } from "./recipe-file.js";
import type { Server } from "./server-client.js";

/** Submits a job, and prints its id. */
export async function submit(server: Server, kind: string, options: SubmitOptions): Promise<void> {
  const { depth, layers, maxParams, maxFlops, maxBytes, maxMemory } = options;
  const { learngene, dataset, split, owner, attach } = options;
  const recipe = options.recipe === undefined ? undefined : (await readRecipeFile(options.recipe)).recipe;
  const job = await submitJob(server, {
    kind,
    learngene,
    dataset,
    split,
    owner,
    attach,
    plan: { depth, layers, maxParams, maxFlops, maxBytes, maxMemory },
    recipe,
    publish: publishOf(options),
  });
  process.stdout.write(`${job.id}\n`);
}

function publishOf({ publish, private: isPrivate }: SubmitOptions): object | undefined {
  if (publish === undefined) {
    return undefined;
  }
  return { ...readOwnerAndName("--publish", publish), ...(isPrivate ? { visibility: "private" } : {}) };
}

/** Prints jobs. */
export async function list(server: Server, state: string | undefined, json: boolean): Promise<void> {
  const jobs = await listJobs(server, state);
  process.stdout.write(json ? `${JSON.stringify(jobs)}\n` : table(jobs));
}

/** Prints a job. */
export async function show(server: Server, id: string): Promise<void> {
  process.stdout.write(`${JSON.stringify(await getJob(server, id), undefined, 2)}\n`);
}

/** Prints what a job tells, a line each. Throws `job-failed` where it ends otherwise than well. */
export async function followToEnd(server: Server, id: string): Promise<void> {
  for await (const { type, data } of jobEvents(server, id)) {
    process.stdout.write(`${type} ${data}\n`);
  }
  const { state, error } = await getJob(server, id);
  if (state !== "succeeded") {
    throw new Error(`job ${id} has ${state}${error === undefined ? "" : `: ${error.message}`}`);
  }
}

/** Stops a job, and prints how it stands. */
export async function cancel(server: Server, id: string): Promise<void> {
  const { state } = await cancelJob(server, id);
  process.stdout.write(`${state === "cancelled" ? "Cancelled" : "Cancelling"} ${id}.\n`);
}

/** Writes artifacts to a directory: those named, or all. */
export async function download(
  server: Server,
  id: string,
  files: readonly string[],
  directory: string,
): Promise<void> {
  const names = files.length > 0 ? files : (await getJob(server, id)).artifacts.map(({ name }) => name);
  if (names.length === 0) {
    throw new InputError("artifact-not-found", `job ${id} has no artifacts yet`, {
      field: "job",
      value: id,
      fix: "Follow it to its end first: learngene jobs follow JOB.",
    });
  }
  await mkdir(directory, { recursive: true });
  for (const name of names) {
    const path = join(directory, name);
    await writeAtomically(path, await downloadArtifact(server, id, name));
    process.stdout.write(`${path}\n`);
  }
}

function table(jobs: readonly ShownJob[]): string {
  const rows = [
    ["ID", "STATE", "KIND", "STEPS", "LEARNGENE", "DATA SET", "CREATED"],
    ...jobs.map(({ id, state, kind, progress, learngene, dataset, createdAt }) => [
      id,
      state,
      kind,
      progress === undefined ? "-" : `${progress.step}/${progress.totalSteps}`,
      `${learngene.owner}/${learngene.name}@${learngene.version}`,
      dataset.replace(/@.*$/, ""),
      createdAt.slice(0, 16).replace("T", " "),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
