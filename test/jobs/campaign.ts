/**
 * `npm run test:jobs [-- --kills N --servers N --fleet N --seed N]`: jobs whose worker's process is killed with SIGKILL
 * at random points, `kills` times; whose server is, `servers` times; and `fleet` jobs of two workers on PostgreSQL and an
 * S3 server, of which one is killed. Every job must end once, with the weights that an undisturbed one came to, bit for
 * bit, and its events must have come without gap or repetition to who followed it all the while.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Random } from "../../src/trainer/random.js";
import { runCommand, ServerProcess, startCommand, type RegistryPlace } from "../faults/server-process.js";
import { serversStorage } from "../faults/servers-storage.js";
import { patternLearngene, writePatterns } from "../support/job-fixtures.js";
import { ask, follow, get, submit, weightsOf, type Address } from "./api.js";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    servers: { type: "string", default: "5" },
    fleet: { type: "string", default: "20" },
    /** Of a job that is disturbed: long enough for several checkpoints, one a second. */
    epochs: { type: "string", default: "120" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const random = Random.fromSeed(Number(values.seed));

const EPOCHS = Number(values.epochs);
const jobFlags = ["--job-threads", "1", "--job-checkpoint-every", "1s"];

/** Publishes the learngene and the data set of patterns. */
async function prepare(place: RegistryPlace, root: string): Promise<void> {
  await writePatterns(root);
  await runCommand(
    ["datasets", "add", "acme/patterns", `idx:${root}`, "--cache", join(root, "cache")],
    place,
  );
}

async function publish(address: Address): Promise<void> {
  const response = await ask(address, "/v1/learngenes/acme/patterns/versions", {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: new Blob([Buffer.from(patternLearngene())]),
  });
  if (response.status !== 201) {
    throw new Error(`the learngene was not published: ${await response.text()}`);
  }
}

/** What an undisturbed job comes to, and how long it takes, milliseconds. */
async function reference(address: Address): Promise<{ weights: string; milliseconds: number }> {
  // The first one warms everything up.
  await follow(address, await submit(address, 2));
  const started = performance.now();
  const id = await submit(address, EPOCHS);
  await follow(address, id);
  return { weights: await weightsOf(address, id), milliseconds: performance.now() - started };
}

/** Runs a job, disturbed after a while drawn from all of its time. Gives after how many milliseconds. */
async function disturbed(
  address: Address,
  { weights, milliseconds }: Awaited<ReturnType<typeof reference>>,
  name: string,
  disturb: () => Promise<void> | void,
): Promise<void> {
  const after = Math.round(random.fork(name).integer(1000) * 0.00095 * milliseconds);
  const id = await submit(address, EPOCHS);
  const following = follow(address, id);
  await pause(after);
  await disturb();
  const ids = await following;
  const { lastEvent } = await get(address, id);
  const wanted = Array.from({ length: lastEvent }, (_, i) => i + 1);
  if (JSON.stringify(ids) !== JSON.stringify(wanted)) {
    throw new Error(`${name}, after ${after} ms: events ${ids.join()} and not 1 to ${lastEvent}`);
  }
  if ((await weightsOf(address, id)) !== weights) {
    throw new Error(`${name}, after ${after} ms: other weights than those of an undisturbed job`);
  }
}

/** Children of a process: a server's, the one that computes its job. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
}

async function embedded(kills: number, servers: number): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "learngene-jobs-"));
  const place = { flags: ["--data", join(root, "data")], env: {} };
  try {
    await prepare(place, root);
    const serving = { ...place, flags: [...place.flags, ...jobFlags] };
    let server = new ServerProcess(serving);
    const address: Address = () => server.url;
    await publish(address);
    const undisturbed = await reference(address);
    let [hit, runs] = [0, 0];
    // Some are killed too late: a job takes not always as long.
    while (hit < kills && runs < 3 * kills) {
      await disturbed(address, undisturbed, `worker ${runs++}`, () => {
        const children = childrenOf(server.pid ?? 0);
        hit += children.length > 0 ? 1 : 0;
        for (const pid of children) process.kill(pid, "SIGKILL");
      });
    }
    if (hit < kills) {
      throw new Error(`of ${runs} jobs only ${hit} had a process to kill`);
    }
    console.log(
      `${hit} jobs lost their process to SIGKILL; each ended with the same weights, its events whole`,
    );
    for (let i = 0; i < servers; i++) {
      await disturbed(address, undisturbed, `server ${i}`, async () => {
        await server.kill();
        server = new ServerProcess(serving);
      });
    }
    console.log(
      `${servers} servers were killed in the middle of a job; each job ended with the same weights`,
    );
    await server.kill();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Two workers share jobs; one is killed once some are done. */
async function fleet(jobs: number): Promise<void> {
  const storage = await serversStorage();
  const root = await mkdtemp(join(tmpdir(), "learngene-jobs-"));
  try {
    const place = await storage.renew(0);
    await prepare(place, root);
    const server = new ServerProcess(place);
    const address: Address = () => server.url;
    await publish(address);
    const ids: string[] = [];
    for (let i = 0; i < jobs; i++) {
      ids.push(await submit(address, 20));
    }
    const workers = [0, 1].map(() => startCommand(["worker", ...jobFlags], place));
    const events = Promise.all(ids.map((id) => follow(address, id)));
    await follow(address, ids[Math.floor(jobs / 4)] ?? "");
    workers[0]?.kill("SIGKILL");
    const followed = await events;
    const weights = new Set(await Promise.all(ids.map((id) => weightsOf(address, id))));
    const whole = followed.every((numbers) => numbers.every((number, i) => number === i + 1));
    const ends = await Promise.all(ids.map((id) => endsOf(address, id)));
    workers[1]?.kill("SIGKILL");
    await server.kill();
    if (weights.size !== 1 || !whole || ends.some((count) => count !== 1)) {
      throw new Error(
        `of ${jobs} jobs: ${weights.size} results, ends ${ends.join()}, events whole: ${whole}`,
      );
    }
    console.log(
      `two workers shared ${jobs} jobs on ${storage.name}, one was killed: all succeeded, once, alike`,
    );
  } finally {
    await storage.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** How often a job ended, by its log. */
async function endsOf(address: Address, id: string): Promise<number> {
  const response = await ask(address, `/v1/jobs/${id}/events`);
  return (await response.text()).split('"state":"succeeded"').length - 1;
}

console.log(`seed ${values.seed}`);
if (Number(values.kills) + Number(values.servers) > 0) {
  await embedded(Number(values.kills), Number(values.servers));
}
if (Number(values.fleet) > 0) {
  await fleet(Number(values.fleet));
}
process.exit(0);
