import { z } from "zod";
import { requestServer, type Server } from "./server-client.js";

/** What the commands read of a job; the rest is shown as it is. */
const jobSchema = z.looseObject({
  id: z.string(),
  owner: z.string(),
  kind: z.string(),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  learngene: z.object({ owner: z.string(), name: z.string(), version: z.number() }),
  dataset: z.string(),
  progress: z.object({ step: z.number(), totalSteps: z.number() }).optional(),
  error: z.object({ message: z.string() }).optional(),
  artifacts: z.array(z.object({ name: z.string(), size: z.number() })),
  createdAt: z.string(),
});

export type ShownJob = z.infer<typeof jobSchema>;

const pageSchema = z.object({ items: z.array(jobSchema), nextCursor: z.string().optional() });

/** Submits a job. */
export async function submitJob(server: Server, request: object): Promise<ShownJob> {
  const response = await requestServer(server, "/v1/jobs", { method: "POST", json: request });
  return jobSchema.parse(await response.json());
}

/** All jobs that the token may see, the newest first. */
export async function listJobs(server: Server, state: string | undefined): Promise<ShownJob[]> {
  const jobs: ShownJob[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: "200",
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const response = await requestServer(server, `/v1/jobs?${query.toString()}`);
    const page = pageSchema.parse(await response.json());
    jobs.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return jobs;
}

export async function getJob(server: Server, id: string): Promise<ShownJob> {
  return jobSchema.parse(await (await requestServer(server, pathOf(id))).json());
}

export async function cancelJob(server: Server, id: string): Promise<ShownJob> {
  const response = await requestServer(server, `${pathOf(id)}/cancel`, { method: "POST" });
  return jobSchema.parse(await response.json());
}

export async function downloadArtifact(server: Server, id: string, name: string): Promise<Uint8Array> {
  const response = await requestServer(server, `${pathOf(id)}/artifacts/${encodeURIComponent(name)}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Address of a job below the server's. */
export function pathOf(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}
