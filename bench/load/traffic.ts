import { z } from "zod";
import { Random } from "../../src/trainer/random.js";
import { patternLearngene } from "../../test/support/job-fixtures.js";

/** What clients ask for. */
export const kinds = ["plan", "init", "hub", "list", "version", "publish"] as const;
export type Kind = (typeof kinds)[number];

/** How many of a hundred requests are of each kind. */
const shares: Readonly<Record<Kind, number>> = {
  plan: 35,
  init: 30,
  hub: 10,
  list: 10,
  version: 10,
  publish: 5,
};

/** Requests of one kind. */
export interface Answered {
  /** Milliseconds of each, to the last byte. */
  readonly times: number[];
  bytes: number;
  /** What answers other than those wanted were. */
  readonly errors: string[];
}

const learngene = "/v1/learngenes/learngene/fashion-vit";

/** Clients that ask for one thing after the other, of each server in turn, until `until` by `performance.now()`. */
export async function traffic(
  urls: readonly string[],
  { clients, until, seed }: { clients: number; until: number; seed: number },
): Promise<Record<Kind, Answered>> {
  const answered: Record<Kind, Answered> = {
    plan: nobody(),
    init: nobody(),
    hub: nobody(),
    list: nobody(),
    version: nobody(),
    publish: nobody(),
  };
  const digest = await latestDigest(urls[0] ?? "");
  const work = async (client: number) => {
    const random = Random.fromSeed(seed).fork(`client-${client}`);
    for (let turn = 0; performance.now() < until; turn++) {
      const kind = draw(random);
      const url = urls[(client + turn) % urls.length] ?? "";
      const { path, ...init } = request(kind, random, digest);
      const started = performance.now();
      try {
        const response = await fetch(url + path, init);
        const body = Buffer.from(await response.arrayBuffer());
        answered[kind].times.push(performance.now() - started);
        answered[kind].bytes += body.byteLength;
        if (!response.ok) {
          answered[kind].errors.push(`${path}: ${response.status} ${body.toString("utf8", 0, 500)}`);
        }
      } catch (error) {
        answered[kind].errors.push(`${path}: ${String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return answered;
}

const nobody = (): Answered => ({ times: [], bytes: 0, errors: [] });

function draw(random: Random): Kind {
  let left = 100 * random.uniform();
  return kinds.find((kind) => (left -= shares[kind]) < 0) ?? "plan";
}

function request(kind: Kind, random: Random, digest: string): { path: string } & RequestInit {
  const pick = (count: number) => Math.floor(count * random.uniform());
  switch (kind) {
    case "plan":
      return { path: `${learngene}/versions/${digest}/plan?maxParams=${200_000 + pick(500_000)}` };
    case "init": {
      const format = ["safetensors", "onnx"][pick(2)] ?? "";
      return { path: `${learngene}/versions/${digest}/init?depth=${4 + pick(13)}&format=${format}` };
    }
    case "hub":
      return { path: `/learngene/fashion-vit/resolve/depth-${4 + pick(13)}/model.safetensors` };
    case "list":
      return { path: `/v1/learngenes?limit=20&q=${["fashion", "load", "vit"][pick(3)] ?? ""}` };
    case "version":
      return { path: `${learngene}/versions/${digest}` };
    case "publish": {
      const headers = { "Content-Type": "application/octet-stream" };
      const body = published(pick(1e9));
      return { path: `/v1/learngenes/load/learngene-${pick(50)}/versions`, method: "POST", headers, body };
    }
  }
}

const base = patternLearngene();

/** A small learngene whose last weights are a number's: other bytes each time. */
function published(number: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(base);
  new DataView(bytes.buffer).setFloat32(bytes.byteLength - 4, number / 1e9, true);
  return bytes;
}

/** Publishes what jobs start from. */
export async function publishStart(url: string): Promise<void> {
  const headers = { "Content-Type": "application/octet-stream" };
  const body = Uint8Array.from(base);
  const response = await fetch(`${url}/v1/learngenes/load/start/versions`, { method: "POST", headers, body });
  if (!response.ok) {
    throw new Error(`publishing was answered with ${response.status}: ${await response.text()}`);
  }
}

async function latestDigest(url: string): Promise<string> {
  const response = await fetch(`${url}${learngene}/versions/latest`);
  return z.object({ digest: z.string() }).parse(await response.json()).digest;
}
