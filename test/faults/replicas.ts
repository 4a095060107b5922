/**
 * Two servers on one PostgreSQL, one bucket, and one directory for their caches: 200 publishes at once over 20 names and
 * both servers, with collections of garbage beside them; then 200 more, in the middle of which one of the servers is
 * killed. Numbers have no gap, and every version that was answered for can be read from the other server, and from one
 * that is started in the place of the first.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "./client.js";
import { smallFile, type SampleFile } from "./files.js";
import { checkFile, Shared } from "./learngene.js";
import { ServerProcess, type RegistryPlace } from "./server-process.js";
import { serversStorage } from "./servers-storage.js";

const NAMES = 20;
const PUBLISHES = 200;

interface Replica {
  readonly server: ServerProcess;
  readonly client: Client;
}

async function start(place: RegistryPlace): Promise<Replica> {
  const server = new ServerProcess(place);
  return { server, client: new Client(await server.url) };
}

/** Publishes 200 files at once, one in two to each server; gives how many were answered for. */
async function publishAtOnce(
  label: string,
  names: readonly Shared[],
  replicas: readonly [Replica, Replica],
  onAnswer: (count: number) => void = () => undefined,
): Promise<number> {
  let answered = 0;
  const publishes = Array.from({ length: PUBLISHES }, async (_, i) => {
    const learngene = names[i % NAMES];
    const { client, server } = replicas[Math.floor(i / NAMES) % 2 === 0 ? 0 : 1];
    assert(learngene !== undefined);
    if (await publish(client, server, learngene, smallFile(`${label} ${i}`))) {
      answered += 1;
      onAnswer(answered);
    }
  });
  await Promise.all(publishes);
  return answered;
}

/** Whether it was answered for; without an answer only where the server was killed. */
async function publish(
  client: Client,
  server: ServerProcess,
  learngene: Shared,
  { bytes, digest }: SampleFile,
): Promise<boolean> {
  learngene.attempted.add(digest);
  const headers = { "content-type": "application/octet-stream" };
  const answer = await client
    .ask(`${learngene.path}/versions`, { method: "POST", headers, body: bytes })
    .catch((cause: unknown) => {
      if (!server.killed) {
        throw cause;
      }
      return undefined;
    });
  if (answer === undefined) {
    return false;
  }
  assert.equal(answer.status, 201, answer.body.toString());
  const number = Number(/[0-9]+$/.exec(answer.headers.location ?? "")?.[0]);
  assert(!learngene.acknowledged.has(number), `${learngene.name} gave the number ${number} twice`);
  learngene.acknowledged.set(number, digest);
  return true;
}

/** Collects garbage, however young, until `done`. */
async function collectUntil(done: Promise<unknown>, { client }: Replica): Promise<void> {
  const state = { done: false };
  const end = () => {
    state.done = true;
  };
  done.then(end, end);
  while (!state.done) {
    assert.equal((await client.tell("POST", "/v1/gc", { graceSeconds: 0 })).status, 200);
    await pause(50);
  }
}

async function checkAll(names: readonly Shared[], { client }: Replica): Promise<number> {
  let versions = 0;
  for (const learngene of names) {
    await learngene.check(client);
    await Promise.all(learngene.digests.map((digest) => checkFile(client, learngene.path, digest)));
    versions += learngene.digests.length;
  }
  return versions;
}

const storage = await serversStorage();
try {
  const place = await storage.renew(1);
  // Both at once, on a database without a schema.
  const [first, second] = await Promise.all([start(place), start(place)]);
  const names = Array.from({ length: NAMES }, (_, i) => new Shared(`acme/name-${i}`));

  const all = publishAtOnce("all", names, [first, second]);
  await collectUntil(all, second);
  assert.equal(await all, PUBLISHES);
  for (const replica of [first, second]) {
    assert.equal(await checkAll(names, replica), PUBLISHES);
  }
  for (const { name, acknowledged } of names) {
    assert.deepEqual(
      [...acknowledged.keys()].toSorted((a, b) => a - b),
      Array.from({ length: PUBLISHES / NAMES }, (_, i) => i + 1),
      name,
    );
  }
  console.log(
    `${PUBLISHES} publishes at once over ${NAMES} names and two servers: no gap, all readable from both`,
  );

  const some = publishAtOnce("some", names, [first, second], (count) => {
    if (count === PUBLISHES / 4) {
      void first.server.kill();
    }
  });
  await collectUntil(some, second);
  const answered = await some;
  await first.server.kill();
  const there = await checkAll(names, second);
  const third = await start(place);
  assert.equal(await checkAll(names, third), there);
  assert(answered < PUBLISHES, "the server was killed too late");
  console.log(
    `one of the two killed amidst ${PUBLISHES} more: ${answered} answered for, all there, ` +
      `${there - PUBLISHES - answered} there without an answer`,
  );
  await Promise.all([second, third].map(({ server }) => server.kill()));
} finally {
  await storage.close();
}
