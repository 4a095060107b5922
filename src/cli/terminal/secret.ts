import { text } from "node:stream/consumers";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** A line that is typed unseen on a terminal; all of standard input where it is piped. */
export async function readSecret(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) {
    return (await text(process.stdin)).trim();
  }
  // readline echoes to its output, which shows nothing.
  const unseen = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    // Nothing is echoed from here on.
    process.stderr.write(question);
    return (await lines.question("", { signal })).trim();
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
