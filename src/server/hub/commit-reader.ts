import { InputError } from "../../model/index.js";

/** A line of a commit, parsed. What stood under `content` was given apart, and is empty here. */
export interface CommitLine {
  readonly key: string;
  readonly value: ReadonlyMap<string, unknown>;
}

/** What comes next in a commit. */
export type CommitPart =
  | { readonly kind: "line"; readonly line: CommitLine }
  /** A line in which a file's bytes begin: to be read by {@link CommitReader.content}, then ended by `endLine`. */
  | { readonly kind: "content" };

/** Bytes of a line without a file in it. */
const LONGEST_LINE = 1024 * 1024;

/**
 * Reads the lines of JSON that a commit is sent as, a file's bytes as they come: a line may hold tens of megabytes. Base64 has
 * no character that JSON writes in any other way (but for the slash, which it may), so that a file's bytes go to the next
 * quote; and no text in JSON holds `"content":"` as that stands in the object itself.
 */
export class CommitReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What came and was not read. */
  #held: Buffer = Buffer.alloc(0);
  /** The line's beginning, up to the content. */
  #line: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** The next line, or the content in it; `undefined` at the end. Empty lines are passed over. */
  async next(): Promise<CommitPart | undefined> {
    for (;;) {
      const text = this.#held.toString("latin1");
      const found = /"content"\s*:\s*"|\n/.exec(text);
      if (found?.[0] === "\n") {
        const line = this.#take(found.index + 1);
        if (line.toString().trim() !== "") {
          return { kind: "line", line: parseLine(line) };
        }
      } else if (found !== null) {
        this.#line = this.#take(found.index + found[0].length);
        return { kind: "content" };
      } else if (!(await this.#more())) {
        const line = this.#take(this.#held.byteLength);
        return line.toString().trim() === "" ? undefined : { kind: "line", line: parseLine(line) };
      }
    }
  }

  /** A file's bytes. To be read to the end before anything else. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    let carried = "";
    for (;;) {
      const end = this.#held.indexOf('"');
      const taken = this.#take(end < 0 ? this.#held.byteLength : end);
      const letters = carried + taken.toString("latin1").replaceAll("\\", "");
      const whole = end < 0 ? letters.length - (letters.length % 4) : letters.length;
      carried = letters.slice(whole);
      if (whole > 0) {
        yield decode(letters.slice(0, whole));
      }
      if (end >= 0) {
        return;
      }
      if (!(await this.#more())) {
        throw malformed("it ends amidst a file");
      }
    }
  }

  /** The line whose content was read. */
  async endLine(): Promise<CommitLine> {
    for (;;) {
      const end = this.#held.indexOf("\n");
      if (end >= 0 || !(await this.#more())) {
        const rest = this.#take(end < 0 ? this.#held.byteLength : end + 1);
        return parseLine(Buffer.concat([this.#line, rest]));
      }
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#held.subarray(0, bytes);
    this.#held = this.#held.subarray(bytes);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#held.byteLength > LONGEST_LINE) {
      throw malformed("a line of it is too long");
    }
    const next = await this.#chunks.next();
    if (next.done === true) {
      return false;
    }
    // A copy: the chunk is its giver's again once the next is asked for.
    this.#held = Buffer.concat([this.#held, next.value]);
    return true;
  }
}

function decode(letters: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) {
    throw malformed("a file in it is not in base64");
  }
  return Buffer.from(letters, "base64");
}

function parseLine(bytes: Buffer): CommitLine {
  let line: unknown;
  try {
    line = JSON.parse(bytes.toString()) as unknown;
  } catch {
    throw malformed("a line of it is no JSON");
  }
  const parts = new Map<string, unknown>(Object.entries((line as object | null) ?? {}));
  const [key, value] = [parts.get("key"), parts.get("value")];
  if (typeof key !== "string" || typeof value !== "object" || value === null) {
    throw malformed("a line of it has no key and value");
  }
  return { key, value: new Map(Object.entries(value)) };
}

function malformed(why: string): InputError {
  return new InputError("invalid-request", `the commit cannot be read: ${why}`, {
    field: "body",
    fix: "Send lines of JSON, as Hub clients do.",
  });
}
