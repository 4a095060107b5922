import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommitReader } from "../../../src/server/hub/commit-reader.js";
import { expectInputError } from "../../support/errors.js";

/** The text in pieces of these lengths, over and over, each overwritten once the next is asked for. */
async function* pieces(text: string, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
    const end = at + (lengths[turn % lengths.length] ?? 1);
    const piece = Uint8Array.from(bytes.subarray(at, end));
    yield piece;
    piece.fill(0x22);
    at = end;
  }
}

/** Everything that a commit says, a file's bytes in hexadecimal digits. */
async function readAll(body: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const reader = new CommitReader(body);
  const found: unknown[] = [];
  for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
    if (part.kind === "content") {
      const chunks: Uint8Array[] = [];
      for await (const chunk of reader.content()) {
        chunks.push(chunk);
      }
      const { key, value } = await reader.endLine();
      found.push([key, Object.fromEntries(value), Buffer.concat(chunks).toString("hex")]);
    } else {
      found.push([part.line.key, Object.fromEntries(part.line.value)]);
    }
  }
  return found;
}

const header = fc.record({ summary: fc.string({ unit: "binary" }), description: fc.string() });
const content = fc.uint8Array({ maxLength: 100 });

describe("a commit", () => {
  it("is read the same wherever it is cut, however JSON is written", async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    const writing = fc.record({ spaced: fc.boolean(), slashes: fc.boolean(), pathFirst: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(header, content, lengths, writing, async (said, bytes, cut, how) => {
        const base64 = Buffer.from(bytes).toString("base64");
        const written = how.slashes ? base64.replaceAll("/", "\\/") : base64;
        const parts = [`"content":${how.spaced ? " " : ""}"${written}"`, '"path":"a/b \\"content\\":\\"x"'];
        const file = `{"key":"file","value":{${(how.pathFirst ? parts.reverse() : parts).join()}}}`;
        const text = `${JSON.stringify({ key: "header", value: said })}\n${file}\n\n{"key":"x","value":{}}`;
        expect(await readAll(pieces(text, cut))).toEqual([
          ["header", said],
          ["file", { content: "", path: 'a/b "content":"x' }, Buffer.from(bytes).toString("hex")],
          ["x", {}],
        ]);
      }),
    );
  });

  it.each([
    ["a file that never ends", '{"key":"file","value":{"content":"AAAA', /amidst a file/],
    ["a file that is not in base64", '{"key":"file","value":{"content":"A*AA"}}', /not in base64/],
    ["a line that is no JSON", "{", /no JSON/],
    ["a line of another form", '["key"]', /no key and value/],
    ["a line that is too long", `{"key":"${"x".repeat(2 * 1024 * 1024)}`, /too long/],
  ])("is refused with %s", async (_what, text, message) => {
    await expectInputError(() => readAll(pieces(text, [1024])), "invalid-request", message);
  });
});
