/** What runs in the second thread: see `session-thread.ts`. */
import { answerRequests } from "../threads/index.js";
import { openSession, tensorOn, type InferenceSession, type Tensor } from "./session.js";
import { buffersOf, type Place, type Places, type ThreadRequest, type Vectors } from "./session-thread.js";

const sessions = new Map<number, { readonly session: InferenceSession; readonly places: Places }>();

async function answer(request: ThreadRequest): Promise<Vectors> {
  const { id } = request;
  if (request.kind === "open") {
    const { model, threads, profilePrefix, places } = request;
    const session = await openSession(model, { threads, profilePrefix });
    // The graph has only those inputs that its losses, layouts and frozen tensors leave it.
    const feeds = places.feeds.filter(({ name }) => session.inputNames.includes(name));
    sessions.set(id, { session, places: { ...places, feeds } });
    return {};
  }
  const known = sessions.get(id);
  if (known === undefined) {
    throw new Error(`no session ${id} in this thread`);
  }
  const { session, places } = known;
  switch (request.kind) {
    case "run":
      await session.run(tensorsOn(request.vectors, places.feeds), tensorsOn(request.vectors, places.fetches));
      return request.vectors;
    case "endProfiling":
      session.endProfiling();
      return {};
    case "close":
      sessions.delete(id);
      await session.release();
      return {};
  }
}

function tensorsOn(vectors: Vectors, places: readonly Place[]): Record<string, Tensor> {
  return Object.fromEntries(
    places.map(({ name, vector, start, end, shape }) => [
      name,
      tensorOn((vectors[vector] ?? new Float32Array(0)).subarray(start, end), shape),
    ]),
  );
}

answerRequests(answer, buffersOf);
