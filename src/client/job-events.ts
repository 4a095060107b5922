import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { Schema } from "../contract/index.js";
import { delay } from "./delay.js";
import { ProblemError } from "./errors.js";
import { dataOf, type Api } from "./http.js";

/** Milliseconds before a connection that broke is made anew. */
const RETRY_MILLISECONDS = 1000;

interface Data {
  state: Schema<"JobStateEvent">;
  train: Schema<"JobTrainEvent">;
  evaluate: Schema<"JobEvaluateEvent">;
  note: Schema<"JobNoteEvent">;
}

/** Something that a job told. Ids run from 1 without gaps. */
export type JobEvent = {
  [Type in keyof Data]: { readonly id: number; readonly type: Type; readonly data: Data[Type] };
}[keyof Data];

/**
 * A job's events to its end, each once, over as many connections as it takes. A server that is gone is waited for, once it
 * was there. Throws what the server refuses.
 */
export async function* followJob(
  api: Api,
  job: string,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobEvent, void, undefined> {
  let last = after;
  for (let isKnown = false; ;) {
    try {
      const { data: body, response } = await api.GET("/v1/jobs/{job}/events", {
        params: { path: { job }, header: { "Last-Event-ID": last } },
        parseAs: "stream",
        ...(signal === undefined ? {} : { signal }),
      });
      if (response.status === 204) {
        return;
      }
      isKnown = true;
      const before = last;
      for await (const event of eventsOf(await dataOf(Promise.resolve({ data: body, response })))) {
        last = event.id;
        yield event;
      }
      // A job that is over is asked for once more, and answered with 204; a server that is about to leave is given time.
      if (last === before) {
        await delay(RETRY_MILLISECONDS, signal);
      }
    } catch (error) {
      signal?.throwIfAborted();
      const isRefused = error instanceof ProblemError && error.status < 500 && error.status !== 429;
      if (isRefused || !isKnown) {
        throw error;
      }
      await delay(RETRY_MILLISECONDS, signal);
    }
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<JobEvent, void, undefined> {
  const reader = body?.getReader();
  if (reader === undefined) {
    return;
  }
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => void messages.push(message) });
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      parser.feed(decoder.decode(value, { stream: true }));
      for (const { id, event, data } of messages.splice(0)) {
        // The contract says what each kind holds; clients of an older one pass new kinds over.
        yield { id: Number(id), type: event, data: JSON.parse(data) as unknown } as JobEvent;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
