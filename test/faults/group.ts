/** One registry from its first start to its end, through a number of kills. */
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { samples } from "../../src/cli/samples.js";
import type { Random } from "../../src/trainer/random.js";
import { Client } from "./client.js";
import { digestOf } from "./files.js";
import { checkFile, Owned, Shared } from "./learngene.js";
import { runCommand, ServerProcess, type RegistryPlace } from "./server-process.js";
import type { FaultStorage } from "./storage.js";
import { publishTo, workOn, type Work } from "./worker.js";

/** What a campaign has seen. */
export class Figures {
  rounds = 0;
  /** Writes that were answered, by kind. */
  readonly acknowledged: Record<string, number> = {};
  /** Writes that got no answer and were found carried out. */
  readonly unanswered = { carriedOut: 0, absent: 0 };
  /** What collections at the end of each group found, as the command line tells. */
  readonly collected = { files: 0, uploads: 0 };

  get writes(): number {
    return Object.values(this.acknowledged).reduce((sum, count) => sum + count, 0);
  }
}

/** Publishers of one learngene at once. */
const PUBLISHERS = 2;

/** In one round of so many the server is killed before it serves. */
const KILLED_EARLY = 10;

export class Group {
  readonly #owned = ["acme/one", "acme/two", "other/three"].map((name) => new Owned(name));
  readonly #shared = [new Shared("acme/shared")];
  /** Digests by learngene whose bytes were compared since the last crash, or never change. */
  readonly #compared = new Set<string>();
  /** Milliseconds of the last start. */
  #startTime = 3000;

  constructor(
    private readonly place: RegistryPlace,
    private readonly storage: FaultStorage,
    private readonly random: Random,
    private readonly figures: Figures,
  ) {}

  async run(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const random = this.random.fork(`round ${round}`);
      if (random.fork("early").integer(KILLED_EARLY) === 0) {
        await this.#killWhileStarting(random);
      } else {
        await this.#killAtWork(random, `round ${round}`);
      }
      this.figures.rounds += 1;
    }
    await this.#end();
  }

  async #killWhileStarting(random: Random): Promise<void> {
    const server = new ServerProcess(this.place);
    await pause(random.integer(this.#startTime));
    await server.kill();
  }

  async #killAtWork(random: Random, label: string): Promise<void> {
    const { server, client } = await this.#start();
    try {
      await this.#check(client);
      await this.#work(server, client, random, label);
    } catch (cause) {
      throw new Error(`in ${label}; the server logged: ${server.log}`, { cause });
    } finally {
      await server.kill();
      client.close();
    }
  }

  async #start(): Promise<{ server: ServerProcess; client: Client }> {
    const started = performance.now();
    const server = new ServerProcess(this.place);
    const client = new Client(await server.url);
    this.#startTime = Math.ceil(performance.now() - started);
    return { server, client };
  }

  /** Has several write at once, and kills the server amidst it. */
  async #work(server: ServerProcess, client: Client, random: Random, label: string): Promise<void> {
    const when = random.fork("kill");
    // As soon as a write is answered, or at any time, more often early: most writes take some milliseconds.
    let answersLeft = when.integer(3) > 0 ? 1 + when.integer(60) : Infinity;
    const delay = answersLeft === Infinity ? Math.exp(when.uniform() * Math.log(1500)) : 20_000;
    const timer = setTimeout(() => void server.kill(), delay);
    const work = (name: string): Work => ({
      client,
      random: random.fork(name),
      isKilled: () => server.killed,
      acknowledged: (kind) => {
        this.figures.acknowledged[kind] = (this.figures.acknowledged[kind] ?? 0) + 1;
        answersLeft -= 1;
        if (answersLeft === 0) {
          void server.kill();
        }
      },
    });
    const workers = [
      ...this.#owned.map((owned) => workOn(owned, work(owned.name))),
      ...this.#shared.flatMap((shared) =>
        Array.from({ length: PUBLISHERS }, (_, i) =>
          publishTo(shared, `${label} ${i}`, work(`${shared.name} ${i}`)),
        ),
      ),
    ];
    try {
      await Promise.all(workers);
    } finally {
      clearTimeout(timer);
      await server.kill();
      await Promise.allSettled(workers);
    }
  }

  /** Compares all that was written with what the server has. */
  async #check(client: Client, everything = false): Promise<void> {
    const unanswered = this.#owned.flatMap(({ inFlight, stand }) => (inFlight === undefined ? [] : [stand]));
    const learngenes = [...this.#owned, ...this.#shared];
    await Promise.all(learngenes.map((learngene) => learngene.check(client)));
    const absent = this.#owned.filter(({ stand }) => unanswered.includes(stand)).length;
    this.figures.unanswered.absent += absent;
    this.figures.unanswered.carriedOut += unanswered.length - absent;
    for (const learngene of learngenes) {
      for (const digest of learngene.digests) {
        const id = `${learngene.name} ${digest}`;
        if (everything || learngene instanceof Owned || !this.#compared.has(id)) {
          await checkFile(client, learngene.path, digest);
          this.#compared.add(id);
        }
      }
    }
  }

  /** After the last crash: all is there, and what is not of it can be collected. */
  async #end(): Promise<void> {
    const { server, client } = await this.#start();
    try {
      await this.#check(client, true);
    } finally {
      await server.kill();
      client.close();
    }
    const line = await runCommand(["gc", "--grace", "0", "--unfinished", "0"], this.place);
    const [, files, uploads] = /^Deleted ([0-9]+) files? .* ([0-9]+) unfinished/.exec(line) ?? [];
    this.figures.collected.files += Number(files);
    this.figures.collected.uploads += Number(uploads);
    const { blobs, strays } = await this.storage.contents();
    const expected = new Set([
      ...(await sampleDigests),
      ...this.#owned.flatMap(({ digests }) => digests),
      ...this.#shared.flatMap(({ digests }) => digests),
    ]);
    const left = blobs.filter((digest) => !expected.has(digest));
    const lost = [...expected].filter((digest) => !blobs.includes(digest));
    if (strays.length > 0 || left.length > 0 || lost.length > 0) {
      throw new Error(
        `after collection there are ${JSON.stringify({ strays, blobsOfNothing: left, lostBlobs: lost })}`,
      );
    }
  }
}

/** What each registry has from its first start. */
const sampleDigests = Promise.all(samples.map(async ({ path }) => digestOf(await readFile(path))));
