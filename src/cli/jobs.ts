import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "../client/index.js";
import { InputError } from "../model/index.js";
import { readOwnerAndName, type SubmitOptions } from "./commands/jobs.js";
import { modelOf } from "./job-models.js";
import { readRecipeFile } from "./recipe-file.js";
import { asking, collected, saveDownload, type Server } from "./remote/index.js";
import { tableText, timeText } from "./terminal/index.js";

/** Submits a job, and prints its id. */
export async function submit(server: Server, kind: Schema<"JobKind">, options: SubmitOptions): Promise<void> {
  const { learngene, dataset, split, owner, attach } = options;
  const recipe =
    options.recipe === undefined ? undefined : { ...(await readRecipeFile(options.recipe)).recipe };
  const publish = publishOf(options);
  const whose = owner ?? publish?.owner ?? learngene?.split("/")[0];
  const model = (flag: string, text: string | undefined, depth?: number) =>
    text === undefined ? undefined : modelOf(server, { flag, text, depth, owner: whose });
  const ancestor = await model("--ancestor", options.ancestor);
  const teacher = await model("--teacher", options.teacher, options.teacherDepth);
  // What was sent is this owner's.
  const isSent = ancestor?.digest !== undefined || teacher?.digest !== undefined;
  const request = {
    kind,
    learngene,
    plan: planOf(options),
    ancestor,
    teacher,
    dataset,
    recipe,
    split,
    publish,
  };
  const job = await asking(server, (client) =>
    client.submitJob({ ...request, attach, owner: isSent ? whose : owner }, { signal: server.signal }),
  );
  process.stdout.write(`${job.id}\n`);
}

/** What the flags ask of a plan; `undefined` where they ask nothing. */
function planOf({ depth, layers, ...budgets }: SubmitOptions): Schema<"JobPlanRequest"> | undefined {
  const { maxParams, maxFlops, maxBytes, maxMemory } = budgets;
  const plan = { depth, layers, maxParams, maxFlops, maxBytes, maxMemory };
  return Object.values(plan).every((value) => value === undefined) ? undefined : plan;
}

function publishOf({
  publish,
  private: isPrivate,
}: SubmitOptions): NonNullable<Schema<"JobRequest">["publish"]> | undefined {
  if (publish === undefined) {
    return undefined;
  }
  return { ...readOwnerAndName("--publish", publish), ...(isPrivate ? { visibility: "private" } : {}) };
}

/** Prints jobs, the newest first. */
export async function list(
  server: Server,
  state: Schema<"JobState"> | undefined,
  json: boolean,
): Promise<void> {
  const query = { limit: 200, ...(state === undefined ? {} : { state }) };
  const jobs = await asking(server, (client) => collected(client.listJobs(query, { signal: server.signal })));
  process.stdout.write(json ? `${JSON.stringify(jobs)}\n` : table(jobs));
}

/** Prints a job. */
export async function show(server: Server, id: string): Promise<void> {
  process.stdout.write(`${JSON.stringify(await getJob(server, id), undefined, 2)}\n`);
}

/** Prints what a job tells, a line each. Throws `job-failed` where it ends otherwise than well. */
export async function followToEnd(server: Server, id: string): Promise<void> {
  await asking(server, async (client) => {
    for await (const { type, data } of client.followJob(id, { signal: server.signal })) {
      process.stdout.write(`${type} ${JSON.stringify(data)}\n`);
    }
  });
  const { state, error } = await getJob(server, id);
  if (state !== "succeeded") {
    throw new Error(`job ${id} has ${state}${error === undefined ? "" : `: ${error.message}`}`);
  }
}

/** Stops a job, and prints how it stands. */
export async function cancel(server: Server, id: string): Promise<void> {
  const { state } = await asking(server, (client) => client.cancelJob(id, { signal: server.signal }));
  process.stdout.write(`${state === "cancelled" ? "Cancelled" : "Cancelling"} ${id}.\n`);
}

/** Writes artifacts to a directory, those named or all, and verifies their digests. */
export async function download(
  server: Server,
  id: string,
  files: readonly string[],
  { out, quiet }: { readonly out: string; readonly quiet: boolean },
): Promise<void> {
  const { artifacts } = await getJob(server, id);
  const names = files.length > 0 ? files : artifacts.map(({ name }) => name);
  if (names.length === 0) {
    throw new InputError("artifact-not-found", `job ${id} has no artifacts yet`, {
      field: "job",
      value: id,
      fix: "Follow it to its end first: learngene jobs follow JOB.",
    });
  }
  await mkdir(out, { recursive: true });
  for (const file of names) {
    const digest = artifacts.find(({ name }) => name === file)?.digest;
    const { path } = await asking(server, (client) =>
      saveDownload((how) => client.downloadArtifact(id, file, { ...how, digest }), {
        out: join(out, file),
        quiet,
        signal: server.signal,
      }),
    );
    process.stdout.write(`${path}\n`);
  }
}

function getJob(server: Server, id: string): Promise<Schema<"Job">> {
  return asking(server, (client) => client.getJob(id, { signal: server.signal }));
}

function table(jobs: readonly Schema<"Job">[]): string {
  return tableText([
    ["ID", "STATE", "KIND", "STEPS", "LEARNGENE", "DATA SET", "CREATED"],
    ...jobs.map(({ id, state, kind, progress, learngene, ancestor, dataset, createdAt }) => [
      id,
      state,
      kind,
      progress === undefined ? "-" : `${String(progress["step"])}/${String(progress["totalSteps"])}`,
      learngene === undefined
        ? (ancestor?.from ?? "-")
        : `${learngene.owner}/${learngene.name}@${learngene.version}`,
      dataset.replace(/@.*$/, ""),
      timeText(createdAt),
    ]),
  ]);
}
