/**
 * `npm run test:faults [-- --rounds N --seed N --storage embedded|servers --group N]`: the server, killed with SIGKILL
 * again and again while several clients write to it, and started again on the same storage: PGlite and files, and
 * PostgreSQL and an S3 server. After each crash every write that was answered must be there, and each that was not,
 * wholly or not at all; at the end of each group of rounds, which have a registry of their own, nothing may remain in the
 * storage but what is published. The seed gives what is written and when the server is killed; how far it has come by
 * then differs from run to run.
 */
import { parseArgs } from "node:util";
import { Random } from "../../src/trainer/random.js";
import { embeddedStorage } from "./embedded-storage.js";
import { Figures, Group } from "./group.js";
import { serversStorage } from "./servers-storage.js";
import type { FaultStorage } from "./storage.js";

/** Kills of one registry. */
const GROUP = 15;

const { values } = parseArgs({
  options: {
    /** On each storage. */
    rounds: { type: "string", default: "150" },
    seed: { type: "string" },
    storage: { type: "string" },
    /** Only this one. */
    group: { type: "string" },
  },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const rounds = Number(values.rounds);
const storages = { embedded: embeddedStorage, servers: serversStorage };

/** Runs all rounds on one storage; what fails says how to run it again. */
async function campaign(kind: keyof typeof storages): Promise<void> {
  const started = performance.now();
  const storage = await storages[kind]();
  const figures = new Figures();
  try {
    for (let group = 0; group * GROUP < rounds; group++) {
      if (values.group === undefined || Number(values.group) === group) {
        await runGroup(kind, storage, group, figures);
      }
    }
  } finally {
    await storage.close();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const { acknowledged, unanswered, collected } = figures;
  console.log(
    `${storage.name}: ${figures.rounds} rounds in ${seconds} s, ${figures.writes} writes answered for, all there: ` +
      `${JSON.stringify(acknowledged)}; of those without an answer ${JSON.stringify(unanswered)}; collected at the ` +
      `end ${JSON.stringify(collected)}, and nothing remained`,
  );
}

async function runGroup(kind: string, storage: FaultStorage, group: number, figures: Figures): Promise<void> {
  const random = Random.fromSeed(seed).fork(kind).fork(`group ${group}`);
  const place = await storage.renew(group);
  try {
    await new Group(place, storage, random, figures).run(Math.min(GROUP, rounds - group * GROUP));
  } catch (cause) {
    throw new Error(
      `on ${storage.name}; again: npm run test:faults -- --seed ${seed} --rounds ${rounds} --storage ${kind} ` +
        `--group ${group}`,
      { cause },
    );
  }
  console.log(`${storage.name}: ${figures.rounds} rounds, ${figures.writes} writes answered for`);
}

console.log(`seed ${seed}`);
const kinds = (["embedded", "servers"] as const).filter((kind) => (values.storage ?? kind) === kind);
// Side by side: each waits for a process that starts most of the time. What fails ends the whole.
await Promise.all(kinds.map(campaign));
