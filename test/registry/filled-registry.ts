/** A registry with data sets, evidence and jobs beside its learngenes, and all that it gives. */
import { createHash } from "node:crypto";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { finishedJob, tinyJob } from "../support/tiny-job.js";

/** What a registry knows and gives. */
export async function contentsOf(directory: string): Promise<unknown> {
  const registry = await openRegistry({ dataDirectory: directory });
  try {
    const learngenes = await Promise.all([registry.get("acme", "two"), registry.get("acme", "one")]);
    const bytes: string[] = [];
    for (const { owner, name, versions } of learngenes) {
      for (const { number } of versions) {
        bytes.push(await hashOf(registry, await registry.resolve(owner, name, String(number))));
      }
    }
    const { items: datasets } = await registry.datasets.list({ privateOf: ["*"] });
    const { items: jobs } = await registry.jobs.list();
    for (const stored of [...datasets, ...jobs.flatMap(({ artifacts }) => artifacts)]) {
      bytes.push(await hashOf(registry, stored));
    }
    const events = await Promise.all(jobs.map(({ id }) => registry.jobs.events(id, 0)));
    const results = await registry.results.list({ owner: "acme", name: "two", ref: "1" });
    return { learngenes, datasets, jobs, events, results, bytes };
  } finally {
    await registry.close();
  }
}

async function hashOf(registry: Registry, stored: { readonly digest: string }): Promise<string> {
  const file = await registry.openFile(stored);
  try {
    return createHash("sha256")
      .update(await file.read(0, file.size))
      .digest("hex");
  } finally {
    await file.close();
  }
}

const bytesFrom = (text: string) => bytesSource(Buffer.from(text)).stream(0, text.length);

/** A data set, evidence, a job that ended, and one that ran: its worker was killed after a checkpoint. */
export async function fill(registry: Registry): Promise<void> {
  const facts = {
    rows: { train: 1, test: 1 },
    classes: ["a", "b"],
    image: { channels: 1, height: 1, width: 1 },
  };
  const put = {
    owner: "acme",
    name: "images",
    visibility: "private",
    body: bytesFrom("a data set"),
  } as const;
  const { dataset } = await registry.datasets.put(
    { ...put, inspect: () => Promise.resolve(facts) },
    theProgram,
  );
  const { name, digest, size } = dataset;
  const measured = { depth: 3, epochs: 0, seeds: [0], accuracy: 0.5, split: "test" } as const;
  await registry.results.attach(
    { owner: "acme", name: "two", ref: "1" },
    { ...measured, dataset: { name, digest } },
    theProgram,
  );
  await finishedJob(registry);
  await registry.jobs.submit({ ...tinyJob, inputs: [{ name: "dataset.parquet", digest, size }] }, theProgram);
  const running = await registry.jobs.work.claim({ name: "killed", leaseSeconds: 60 });
  if (running !== undefined) {
    const content = bytesFrom("a checkpoint");
    await registry.jobs.work.saveFile(running.lease, "checkpoint", "checkpoint.safetensors", content, 100);
  }
  // The job's alone by now.
  await registry.datasets.delete(dataset, theProgram);
  await registry.datasets.put(
    { ...put, body: bytesFrom("another"), inspect: () => Promise.resolve(facts) },
    theProgram,
  );
}
