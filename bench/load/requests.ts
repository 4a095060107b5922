import { z } from "zod";
import type { Random } from "../../src/trainer/random.js";
import { patternLearngene } from "../../test/support/job-fixtures.js";
import { exchange, type Message } from "./exchange.js";

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
  /** Milliseconds to the last byte of each that was answered as wanted, and the bytes of all. */
  readonly times: number[];
  bytes: number;
  /** What the other answers were. */
  readonly errors: string[];
}

export type Answers = Record<Kind, Answered>;

const none = (): Answered => ({ times: [], bytes: 0, errors: [] });

export const noAnswers = (): Answers => ({
  plan: none(),
  init: none(),
  hub: none(),
  list: none(),
  version: none(),
  publish: none(),
});

const learngene = "/v1/learngenes/learngene/fashion-vit";

/** A request of the mix. */
export interface Asked {
  readonly kind: Kind;
  readonly path: string;
  readonly message: Message;
}

/** Draws a request; `digest` is of the learngene's latest version. */
export function drawRequest(random: Random, digest: string): Asked {
  let left = 100 * random.uniform();
  const kind = kinds.find((each) => (left -= shares[each]) < 0) ?? "plan";
  return { kind, ...request(kind, random, digest) };
}

function request(kind: Kind, random: Random, digest: string): { path: string; message: Message } {
  const pick = (count: number) => Math.floor(count * random.uniform());
  const get = (path: string) => ({ path, message: {} });
  switch (kind) {
    case "plan":
      return get(`${learngene}/versions/${digest}/plan?maxParams=${200_000 + pick(500_000)}`);
    case "init": {
      const format = ["safetensors", "onnx"][pick(2)] ?? "";
      return get(`${learngene}/versions/${digest}/init?depth=${4 + pick(13)}&format=${format}`);
    }
    case "hub":
      return get(`/learngene/fashion-vit/resolve/depth-${4 + pick(13)}/model.safetensors`);
    case "list":
      return get(`/v1/learngenes?limit=20&q=${["fashion", "load", "vit"][pick(3)] ?? ""}`);
    case "version":
      return get(`${learngene}/versions/${digest}`);
    case "publish": {
      const path = `/v1/learngenes/load/learngene-${pick(50)}/versions`;
      return { path, message: publication(published(pick(1e9))) };
    }
  }
}

const publication = (body: Uint8Array): Message => ({
  method: "POST",
  headers: { "Content-Type": "application/octet-stream" },
  body,
});

const base = patternLearngene();

/** A small learngene whose last weights are a number's: other bytes each time. */
function published(number: number): Uint8Array {
  const bytes = Uint8Array.from(base);
  new DataView(bytes.buffer).setFloat32(bytes.byteLength - 4, number / 1e9, true);
  return bytes;
}

/** Publishes what jobs start from. */
export async function publishStart(url: string): Promise<void> {
  const { status, beginning } = await exchange(`${url}/v1/learngenes/load/start/versions`, publication(base));
  if (status !== 201) {
    throw new Error(`publishing was answered with ${status}: ${beginning}`);
  }
}

/** Of the learngene that clients ask for. */
export async function latestDigest(url: string): Promise<string> {
  const response = await fetch(`${url}${learngene}/versions/latest`);
  return z.object({ digest: z.string() }).parse(await response.json()).digest;
}
