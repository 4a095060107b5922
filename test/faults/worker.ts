/** One of several clients at work at once: random writes, until the server is killed. */
import type { Random } from "../../src/trainer/random.js";
import type { Answer, Client } from "./client.js";
import { pool, smallFile } from "./files.js";
import type { Owned, Pending, Shared } from "./learngene.js";
import { after, numberOf, type Write } from "./model.js";

/** What a worker works on. */
export interface Work {
  readonly client: Client;
  readonly random: Random;
  /** Whether the server was killed: from then on, and not before, connections may break. */
  readonly isKilled: () => boolean;
  /** Told of each write that was answered. */
  readonly acknowledged: (kind: string) => void;
}

/** The server was killed before it answered. */
class Killed extends Error {}

/** Writes to a learngene that nobody else writes to, and knows what must come of it. */
export async function workOn(owned: Owned, work: Work): Promise<void> {
  await untilKilled(work, () => step(owned, work));
}

/** Publishes to a learngene that others publish to at the same moment. `label` is in no other worker's files. */
export async function publishTo(shared: Shared, label: string, work: Work): Promise<void> {
  let next = 0;
  await untilKilled(work, async () => {
    const { bytes, digest } = smallFile(`${label} ${next++}`);
    shared.attempted.add(digest);
    const answer = await ask(work, () => publish(work.client, shared.path, bytes));
    shared.acknowledged.set(publishedNumber(answer, [201]), digest);
    work.acknowledged("publish");
  });
}

async function untilKilled(work: Work, run: () => Promise<void>): Promise<void> {
  try {
    while (!work.isKilled()) {
      await run();
    }
  } catch (error) {
    if (!(error instanceof Killed)) {
      throw error;
    }
  }
}

/** Of each kind of step, how many in a hundred. */
const shares: readonly (readonly [share: number, step: (owned: Owned, work: Work) => Promise<void>])[] = [
  [36, publishFromPool],
  [18, goOnUploading],
  [12, setTag],
  [4, removeTag],
  [8, yank],
  [5, unyank],
  [9, deleteVersion],
  [2, deleteLearngene],
  [6, collectGarbage],
];

async function step(owned: Owned, work: Work): Promise<void> {
  let draw = work.random.integer(100);
  for (const [share, run] of shares) {
    draw -= share;
    if (draw < 0) {
      await run(owned, work);
      return;
    }
  }
}

async function publishFromPool(owned: Owned, work: Work): Promise<void> {
  const { bytes, digest } = fromPool(work.random);
  const known = numberOf(owned.stand, digest) !== undefined;
  const answer = await write(owned, work, { kind: "publish", digest }, () =>
    publish(work.client, owned.path, bytes),
  );
  checkNumber(owned, digest, answer, known ? [200] : [201]);
}

/** Starts an upload, sends some of it, or leaves it lying for the collector of garbage. */
async function goOnUploading(owned: Owned, work: Work): Promise<void> {
  const { upload } = owned;
  if (upload === undefined) {
    await startUpload(owned, work);
  } else if (work.random.integer(8) === 0) {
    owned.upload = undefined;
  } else {
    await sendBytes(owned, upload, work);
  }
}

async function startUpload(owned: Owned, work: Work): Promise<void> {
  const file = fromPool(work.random);
  const headers = { "upload-length": String(file.bytes.byteLength) };
  const answer = await ask(work, () => work.client.ask(`${owned.path}/uploads`, { method: "POST", headers }));
  expectStatus(answer, [201]);
  owned.upload = { path: answer.headers.location ?? "", file, offset: 0 };
  work.acknowledged("start of an upload");
}

async function sendBytes(owned: Owned, upload: Pending, work: Work): Promise<void> {
  const { path, file, offset } = upload;
  const left = file.bytes.byteLength - offset;
  const length = work.random.integer(3) === 0 ? left : 1 + work.random.integer(left);
  const send = () =>
    work.client.ask(path, {
      method: "PATCH",
      headers: { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      body: file.bytes.subarray(offset, offset + length),
    });
  if (length < left) {
    expectStatus(await ask(work, send), [204]);
    upload.offset += length;
    work.acknowledged("part of an upload");
    return;
  }
  const known = numberOf(owned.stand, file.digest) !== undefined;
  const answer = await write(owned, work, { kind: "publish", digest: file.digest }, send);
  checkNumber(owned, file.digest, answer, known ? [200] : [201]);
  owned.upload = undefined;
}

async function setTag(owned: Owned, work: Work): Promise<void> {
  const number = anyNumber(owned, work);
  if (number === undefined) {
    await publishFromPool(owned, work);
    return;
  }
  const tag = anyTag(work);
  const answer = await write(owned, work, { kind: "tag", tag, number }, () =>
    work.client.tell("PUT", `${owned.path}/tags/${tag}`, { version: number }),
  );
  expectStatus(answer, [200]);
}

async function removeTag(owned: Owned, work: Work): Promise<void> {
  const tag = anyTag(work);
  if (owned.stand.tags.has(tag)) {
    const path = `${owned.path}/tags/${tag}`;
    const answer = await write(owned, work, { kind: "untag", tag }, () =>
      work.client.ask(path, { method: "DELETE" }),
    );
    expectStatus(answer, [204]);
  }
}

async function yank(owned: Owned, work: Work): Promise<void> {
  const number = anyNumber(owned, work);
  if (number !== undefined) {
    const reason = `reason ${work.random.integer(10)}`;
    const answer = await write(owned, work, { kind: "yank", number, reason }, () =>
      work.client.tell("PUT", `${owned.path}/versions/${number}/yank`, { reason }),
    );
    expectStatus(answer, [200]);
  }
}

async function unyank(owned: Owned, work: Work): Promise<void> {
  const number = anyNumber(owned, work);
  if (number !== undefined) {
    const answer = await write(owned, work, { kind: "unyank", number }, () =>
      work.client.ask(`${owned.path}/versions/${number}/yank`, { method: "DELETE" }),
    );
    expectStatus(answer, [200]);
  }
}

async function deleteVersion(owned: Owned, work: Work): Promise<void> {
  const number = anyNumber(owned, work);
  if (number !== undefined) {
    const answer = await write(owned, work, { kind: "delete", number }, () =>
      work.client.ask(`${owned.path}/versions/${number}`, { method: "DELETE" }),
    );
    expectStatus(answer, [204]);
  }
}

async function deleteLearngene(owned: Owned, work: Work): Promise<void> {
  if (owned.stand.versions.size > 0) {
    const answer = await write(owned, work, { kind: "clear" }, () =>
      work.client.ask(owned.path, { method: "DELETE" }),
    );
    expectStatus(answer, [204]);
  }
}

async function collectGarbage(_owned: Owned, work: Work): Promise<void> {
  expectStatus(await ask(work, () => work.client.tell("POST", "/v1/gc", { graceSeconds: 0 })), [200]);
  work.acknowledged("collection of garbage");
}

/** Sends a write, and takes down that it was carried out once it is answered. */
async function write(owned: Owned, work: Work, change: Write, send: () => Promise<Answer>): Promise<Answer> {
  owned.inFlight = change;
  const answer = await ask(work, send);
  if (answer.status < 300) {
    owned.stand = after(owned.stand, change);
    owned.inFlight = undefined;
    work.acknowledged(change.kind);
  }
  return answer;
}

async function ask(work: Work, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (cause) {
    throw work.isKilled() ? new Killed() : cause;
  }
}

function publish(client: Client, path: string, body: Uint8Array): Promise<Answer> {
  const headers = { "content-type": "application/octet-stream" };
  return client.ask(`${path}/versions`, { method: "POST", headers, body });
}

function fromPool(random: Random) {
  // One in six is large.
  const large = random.integer(6) === 0;
  const file = pool[large ? 6 + random.integer(2) : random.integer(6)];
  if (file === undefined) {
    throw new Error("the pool has eight files");
  }
  return file;
}

function anyNumber(owned: Owned, { random }: Work): number | undefined {
  const numbers = [...owned.stand.versions.keys()];
  return numbers[random.integer(Math.max(1, numbers.length))];
}

function anyTag({ random }: Work): string {
  return `tag-${random.integer(3)}`;
}

/** The version that was answered must be the one that comes of the write. */
function checkNumber(owned: Owned, digest: string, answer: Answer, statuses: readonly number[]): void {
  const number = publishedNumber(answer, statuses);
  if (number !== numberOf(owned.stand, digest)) {
    throw new Error(`${owned.name} gave ${digest} the number ${number}`);
  }
}

function publishedNumber(answer: Answer, statuses: readonly number[]): number {
  expectStatus(answer, statuses);
  return Number(/\/versions\/([0-9]+)$/.exec(answer.headers.location ?? "")?.[1]);
}

function expectStatus({ status, body }: Answer, statuses: readonly number[]): void {
  if (!statuses.includes(status)) {
    throw new Error(`got ${status} for ${statuses.join(" or ")}: ${body.subarray(0, 500).toString()}`);
  }
}
