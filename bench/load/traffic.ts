import { setTimeout as pause } from "node:timers/promises";
import { Random } from "../../src/trainer/random.js";
import { exchange } from "./exchange.js";
import { drawRequest, latestDigest, noAnswers, type Answers, type Asked } from "./requests.js";

/** Clients that ask for one thing after the other, of each server in turn, for as long as it goes on. */
export async function busyClients(
  urls: readonly string[],
  { clients, goesOn, seed }: { clients: number; goesOn: () => boolean; seed: number },
): Promise<Answers> {
  const answers = noAnswers();
  const digest = await latestDigest(urls[0] ?? "");
  const work = async (client: number) => {
    const random = Random.fromSeed(seed).fork(`client-${client}`);
    for (let turn = 0; goesOn(); turn++) {
      const url = urls[(client + turn) % urls.length] ?? "";
      await ask(url, drawRequest(random, digest), performance.now(), answers);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return answers;
}

/** Requests under way at most: above that a load is not offered any more, and those left out are errors. */
const UNDER_WAY = 400;

/**
 * Requests that come at random, `perSecond` of them on average, whether those before were answered or not, for so many
 * seconds: each waits from when it was to come, though the clients themselves may be late with it.
 */
export async function arrivals(
  urls: readonly string[],
  { perSecond, seconds, seed }: { perSecond: number; seconds: number; seed: number },
): Promise<Answers> {
  const answers = noAnswers();
  const digest = await latestDigest(urls[0] ?? "");
  const random = Random.fromSeed(seed);
  const underWay = new Set<Promise<void>>();
  const end = performance.now() + 1000 * seconds;
  let due = performance.now();
  for (let turn = 0; ; turn++) {
    due += (-1000 * Math.log(1 - random.uniform())) / perSecond;
    if (due > end) {
      break;
    }
    const early = due - performance.now();
    if (early > 1) {
      await pause(early);
    }
    const asked = drawRequest(random, digest);
    if (underWay.size >= UNDER_WAY) {
      answers[asked.kind].errors.push(`${asked.path}: not sent, as ${UNDER_WAY} are under way`);
      // Lets answers in.
      await pause(0);
      continue;
    }
    const answered = ask(urls[turn % urls.length] ?? "", asked, due, answers).finally(() => {
      underWay.delete(answered);
    });
    underWay.add(answered);
  }
  await Promise.all(underWay);
  return answers;
}

async function ask(
  url: string,
  { kind, path, message }: Asked,
  since: number,
  answers: Answers,
): Promise<void> {
  const answered = answers[kind];
  try {
    const { status, bytes, beginning } = await exchange(url + path, message);
    if (status >= 300) {
      answered.errors.push(`${path}: ${status} ${beginning}`);
      return;
    }
    answered.times.push(performance.now() - since);
    answered.bytes += bytes;
  } catch (error) {
    answered.errors.push(`${path}: ${String(error)}`);
  }
}
