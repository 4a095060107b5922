import { setTimeout } from "node:timers/promises";
import { InputError } from "../model/index.js";
import { pathOf } from "./job-client.js";
import { requestServer, type Server } from "./server-client.js";

/** Milliseconds before a connection that broke is made anew. */
const RETRY_MILLISECONDS = 1000;

/** An event as the server sent it. */
export interface SentEvent {
  readonly id: number;
  readonly type: string;
  /** JSON. */
  readonly data: string;
}

/** A job's events to its end, each once, over as many connections as it takes. Throws what the server refuses. */
export async function* jobEvents(server: Server, id: string): AsyncGenerator<SentEvent> {
  let last = 0;
  for (;;) {
    try {
      const response = await requestServer(server, `${pathOf(id)}/events`, {
        headers: { "Last-Event-ID": String(last) },
      });
      if (response.status === 204) {
        return;
      }
      for await (const event of eventsOf(response)) {
        last = event.id;
        yield event;
      }
    } catch (error) {
      server.signal.throwIfAborted();
      // Refused, or never there; a server that restarts is waited for.
      if (error instanceof InputError && last === 0) {
        throw error;
      }
    }
    await setTimeout(last === 0 ? RETRY_MILLISECONDS : 0, undefined, { signal: server.signal });
  }
}

async function* eventsOf(response: Response): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(asBytes(chunk), { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map(fieldOf));
      const [id, type, data] = [fields.get("id"), fields.get("event"), fields.get("data")];
      if (id !== undefined && type !== undefined && data !== undefined) {
        yield { id: Number(id), type, data };
      }
    }
  }
}

/** A line of a block; comments begin with a colon, and have no name. */
function fieldOf(line: string): [name: string, value: string] {
  const end = line.indexOf(":");
  return [line.slice(0, end), line.slice(end + 1).trimStart()];
}

function asBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : new Uint8Array(0);
}
