/** What a campaign knows of the learngenes that it writes to, and what it must find of them after a crash. */
import { z } from "zod";
import type { Client } from "./client.js";
import { digestOf, type SampleFile } from "./files.js";
import { after, nothing, numberOf, shown, type Stand, type Write } from "./model.js";

/** A file half of which is there, or all of it. */
export interface Pending {
  readonly path: string;
  readonly file: SampleFile;
  /** Bytes that the server has answered for. */
  offset: number;
}

/** A learngene that one worker writes to, one write after the other: how it must stand is known to the last write. */
export class Owned {
  stand: Stand = nothing;
  /** A write that got no answer. */
  inFlight: Write | undefined;
  upload: Pending | undefined;

  constructor(readonly name: string) {}

  get path(): string {
    return `/v1/learngenes/${this.name}`;
  }

  get digests(): string[] {
    return [...this.stand.versions.values()].map(({ digest }) => digest);
  }

  /** Compares with the server, and takes from it whether the write that got no answer was carried out. */
  async check(client: Client): Promise<void> {
    const found = await look(client, this.path);
    const written = this.inFlight === undefined ? [] : [after(this.stand, this.inFlight)];
    const stand = [this.stand, ...written].find((each) => shown(each) === found);
    if (stand === undefined) {
      const might = written.map((each) => `\n or ${shown(each)}`).join("");
      throw new Error(`${this.name} is ${found}\nbut was ${shown(this.stand)}${might}`);
    }
    this.stand = stand;
    this.inFlight = undefined;
    await this.#checkUpload(client);
  }

  async #checkUpload(client: Client): Promise<void> {
    if (this.upload === undefined) {
      return;
    }
    const { path, file, offset } = this.upload;
    const answer = await client.ask(path);
    if (answer.status !== 200) {
      throw new Error(`the upload ${path} got ${answer.status}: ${answer.body.toString()}`);
    }
    const now = uploadSchema.parse(JSON.parse(answer.body.toString()));
    if (now.offset < offset || now.offset > file.bytes.byteLength) {
      throw new Error(`the upload ${path} stands at ${now.offset}, and ${offset} was answered for`);
    }
    this.upload.offset = now.offset;
    if (now.offset === file.bytes.byteLength) {
      // Whole: published before the crash, or by the request just made.
      this.stand = after(this.stand, { kind: "publish", digest: file.digest });
      this.upload = undefined;
      if (now.version !== numberOf(this.stand, file.digest)) {
        throw new Error(`the upload ${path} became version ${now.version} of ${shown(this.stand)}`);
      }
    }
  }
}

/** A learngene that several workers publish to at once, each time bytes that no other publish has. */
export class Shared {
  /** Bytes on their way, or published. */
  readonly attempted = new Set<string>();
  /** Digests by the numbers that were answered. */
  readonly acknowledged = new Map<number, string>();
  digests: string[] = [];

  constructor(readonly name: string) {}

  get path(): string {
    return `/v1/learngenes/${this.name}`;
  }

  /** All that was answered for is there, all that is there was sent, and the numbers have no gap. */
  async check(client: Client): Promise<void> {
    const versions = await versionsOf(client, this.path);
    const numbers = [...versions.keys()].toSorted((a, b) => a - b);
    const fault =
      numbers.find((number, i) => number !== i + 1) !== undefined
        ? `the numbers ${numbers.join(" ")}`
        : ([...this.acknowledged]
            .filter(([number, digest]) => versions.get(number)?.digest !== digest)
            .map(([number, digest]) => `no version ${number}, which was ${digest}`)
            .at(0) ??
          [...versions.values()]
            .filter(({ digest }) => !this.attempted.has(digest))
            .map(({ digest }) => `${digest}, which nobody sent`)
            .at(0));
    if (fault !== undefined) {
      throw new Error(`${this.name} has ${fault}`);
    }
    this.digests = [...versions.values()].map(({ digest }) => digest);
  }
}

/** Downloads a version's file by its digest and compares its bytes. */
export async function checkFile(client: Client, path: string, digest: string): Promise<void> {
  const answer = await client.ask(`${path}/versions/${digest}/file`);
  if (answer.status !== 200 || digestOf(answer.body) !== digest) {
    throw new Error(
      `${path} lists ${digest}, whose file is ${answer.status} with ${digestOf(answer.body)}: ` +
        answer.body.subarray(0, 300).toString(),
    );
  }
}

const uploadSchema = z.object({ offset: z.number(), version: z.number().optional() });

const learngeneSchema = z.object({
  versions: z.array(
    z.object({
      version: z.number(),
      digest: z.string(),
      yanked: z.object({ reason: z.string() }).optional(),
    }),
  ),
  tags: z.array(z.object({ tag: z.string(), version: z.number() })),
});

async function learngeneOf(client: Client, path: string): Promise<z.infer<typeof learngeneSchema>> {
  const answer = await client.ask(`${path}?yanked=true`);
  if (answer.status === 404) {
    return { versions: [], tags: [] };
  }
  if (answer.status !== 200) {
    throw new Error(`${path} got ${answer.status}: ${answer.body.toString()}`);
  }
  return learngeneSchema.parse(JSON.parse(answer.body.toString()));
}

async function versionsOf(client: Client, path: string): Promise<Stand["versions"]> {
  return byNumber(await learngeneOf(client, path));
}

function byNumber({ versions }: z.infer<typeof learngeneSchema>): Stand["versions"] {
  return new Map(
    versions.map(({ version, digest, yanked }) => [version, { digest, yanked: yanked?.reason }]),
  );
}

/** A learngene as the server has it, in the words of {@link shown}. */
async function look(client: Client, path: string): Promise<string> {
  const found = await learngeneOf(client, path);
  const tags = new Map(found.tags.map(({ tag, version }) => [tag, version]));
  const latest = tags.get("latest");
  tags.delete("latest");
  const text = shown({ versions: byNumber(found), tags });
  return latestOf(text) === latest ? text : `${text} with latest ${latest ?? "nowhere"}`;
}

function latestOf(text: string): number | undefined {
  return z.object({ latest: z.number().optional() }).parse(JSON.parse(text)).latest;
}
