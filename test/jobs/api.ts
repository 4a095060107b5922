/** Jobs of a server as its clients see them, over connections that break when it is killed. */
import { setTimeout as pause } from "node:timers/promises";
import { bytesAccess, readNetworkTensors } from "../../src/formats/index.js";

export interface SeenJob {
  readonly id: string;
  readonly state: string;
  readonly lastEvent: number;
  readonly error?: { readonly message: string };
}

/** Where the server is now: it comes back elsewhere. */
export type Address = () => Promise<string>;

/** Asks until there is an answer. */
export async function ask(address: Address, path: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    try {
      const response = await fetch(`${await address()}${path}`, init);
      if (response.status < 500) {
        return response;
      }
    } catch {
      // Killed, or about to be there again.
    }
    await pause(50);
  }
}

const request = (epochs: number) => ({
  kind: "finetune",
  learngene: "acme/patterns",
  plan: { layers: [2, 2] },
  dataset: "acme/patterns",
  recipe: { epochs, batchSize: 25, learningRate: 5e-3, seed: 7 },
});

export async function submit(address: Address, epochs: number): Promise<string> {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(request(epochs));
  const response = await ask(address, "/v1/jobs", { method: "POST", headers, body });
  if (response.status !== 202) {
    throw new Error(`the job was not queued: ${await response.text()}`);
  }
  return ((await response.json()) as SeenJob).id;
}

export async function get(address: Address, id: string): Promise<SeenJob> {
  return (await (await ask(address, `/v1/jobs/${id}`)).json()) as SeenJob;
}

/** Ids of all events of a job, in the order in which they came; goes on after the last where a connection breaks. */
export async function follow(address: Address, id: string): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const headers = { "Last-Event-ID": String(ids.at(-1) ?? 0) };
    const response = await ask(address, `/v1/jobs/${id}/events`, { headers });
    if (response.status === 204) {
      return ids;
    }
    try {
      let text = "";
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString();
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        ids.push(...blocks.flatMap((block) => /^id: (\d+)/.exec(block)?.[1] ?? []).map(Number));
      }
    } catch {
      // The next connection goes on.
    }
  }
}

/** The weights that a job came to, as text to be compared. Throws unless it succeeded. */
export async function weightsOf(address: Address, id: string): Promise<string> {
  const job = await get(address, id);
  if (job.state !== "succeeded") {
    throw new Error(`job ${id} has ${job.state}: ${job.error?.message ?? ""}`);
  }
  const response = await ask(address, `/v1/jobs/${id}/artifacts/network.safetensors`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { tensors } = await readNetworkTensors(bytesAccess(bytes));
  return [...tensors]
    .map(([name, { buffer, byteOffset, byteLength }]) => {
      return `${name} ${Buffer.from(buffer, byteOffset, byteLength).toString("base64")}`;
    })
    .join("\n");
}
