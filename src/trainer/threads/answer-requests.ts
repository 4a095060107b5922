import { parentPort, type Transferable } from "node:worker_threads";
import type { Answer, ThreadError } from "./asked-thread.js";

/**
 * What a thread's program does: answers the requests of an `AskedThread`, one after the other. An error is an answer too.
 *
 * @param answer takes what the `AskedThread` is asked
 * @param moved the memory of a result that moves to who asked
 */
export function answerRequests<Result>(
  answer: (request: never) => Result | Promise<Result>,
  moved: (result: Result) => readonly Transferable[] = () => [],
): void {
  const port = parentPort;
  if (port === null) {
    throw new Error("this is a thread's program");
  }
  let last: Promise<void> = Promise.resolve();
  port.on("message", (request: unknown) => {
    last = last.then(async () => {
      try {
        const result = await answer(request as never);
        port.postMessage({ result } satisfies Answer<Result>, moved(result));
      } catch (error) {
        port.postMessage({ error: told(error) } satisfies Answer<Result>);
      }
    });
  });
}

function told(error: unknown): ThreadError {
  if (!(error instanceof Error)) {
    return { message: String(error) };
  }
  const { message } = error;
  return "code" in error && typeof error.code === "string" ? { message, code: error.code } : { message };
}
