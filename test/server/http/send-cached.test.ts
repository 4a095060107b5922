import { once } from "node:events";
import { open, writeFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { segmentsLength, type Segment } from "../../../src/formats/index.js";
import { sendCached, type CachedSource } from "../../../src/server/http/send-cached.js";
import { sendfile, sentBySendfile } from "../../../src/server/http/sendfile.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";

const MiB = 1024 * 1024;
const content = Buffer.from(Uint8Array.from({ length: 24 * MiB }, (_, i) => (i * 31 + (i >> 11)) % 251));
const path = join(temporaryDirectory(), "stored");
await writeFile(path, content);
const file = await open(path);
afterAll(() => file.close());

// koffi is there for the systems that are tested on; elsewhere nothing is sent so.
const onLinux = it.runIf(process.platform === "linux");

async function pair(): Promise<{ server: Socket; client: Socket }> {
  const listener = createTcpServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const client = connect((listener.address() as AddressInfo).port, "127.0.0.1").pause();
  const [server] = (await once(listener, "connection")) as [Socket];
  listener.close();
  return { server, client };
}

describe("sending from the page cache", () => {
  onLinux("sends the bytes asked for, and says how many the socket took", async () => {
    const { server, client } = await pair();
    const count = sendfile(server, file.fd, 12_345, 1000);
    server.end();
    expect(count).toBe(1000);
    expect(sentBySendfile(server)).toBe(1000);
    expect((await buffer(client)).equals(content.subarray(12_345, 13_345))).toBe(true);
  });

  onLinux("sends nothing on a socket that is full, and goes on once it is not", async () => {
    const { server, client } = await pair();
    let sent = 0;
    for (let count: number | undefined = 1; count !== undefined && count > 0; sent += count ?? 0) {
      count = sendfile(server, file.fd, sent, content.byteLength - sent);
    }
    expect(sent).toBeLessThan(content.byteLength);
    expect(sendfile(server, file.fd, sent, 10)).toBe(0);
    const received = buffer(client);
    await expect.poll(() => sendfile(server, file.fd, sent, 10)).toBe(10);
    server.end();
    expect((await received).equals(content.subarray(0, sent + 10))).toBe(true);
  });

  onLinux("keeps the order: nothing passes what waits to be written", async () => {
    const { server, client } = await pair();
    server.write(content);
    expect(sendfile(server, file.fd, 0, 10)).toBeUndefined();
    client.destroy();
    server.destroy();
    expect(sendfile(server, file.fd, 0, 10)).toBeUndefined();
  });

  onLinux("cannot be past a file's end", async () => {
    const { server, client } = await pair();
    expect(sendfile(server, file.fd, content.byteLength, 10)).toBeUndefined();
    client.destroy();
    server.destroy();
  });
});

describe("an answer from the page cache", () => {
  let answer: (res: ServerResponse) => Promise<void>;
  const server = createServer((_req, res) => {
    answer(res).catch(() => res.destroy());
  });
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.close();
  });

  const write = (res: ServerResponse) => (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      res.write(bytes, (error) => {
        if (error == null) resolve();
        else reject(error);
      });
    });
  /** In memory up to `known`, at most `most` bytes at a time. */
  const upTo = (known: number, most = MiB): CachedSource => ({
    cached: (offset, length) =>
      offset < known ? { fd: file.fd, length: Math.min(length, known - offset, most) } : undefined,
  });
  async function get(): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const [response] = (await once(request({ port, host: "127.0.0.1" }).end(), "response")) as [
      IncomingMessage,
    ];
    return response;
  }
  const bytesOf = (segments: readonly Segment[]) =>
    Buffer.concat(
      segments.map((s) =>
        s.kind === "bytes"
          ? s.bytes
          : s.kind === "range"
            ? content.subarray(s.offset, s.offset + s.length)
            : Buffer.alloc(s.length, 1),
      ),
    );

  it("is what segments describe, up to the first part that is not in memory", async () => {
    const segment: fc.Arbitrary<Segment> = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }).map((bytes) => ({ kind: "bytes" as const, bytes })),
      fc
        .tuple(fc.nat(8 * MiB), fc.integer({ min: 1, max: 2 * MiB }))
        .map(([offset, length]) => ({ kind: "range" as const, offset, length })),
      fc.integer({ min: 1, max: 100 }).map((length) => ({
        kind: "computed" as const,
        length,
        compute: () => Promise.reject(new Error("not here")),
      })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        fc.nat(11 * MiB),
        async (segments, known) => {
          let left: readonly Segment[] = [];
          answer = async (res) => {
            res.setHeader("Content-Length", segmentsLength(segments));
            left = await sendCached(res, segments, upTo(known), write(res));
            res.end(bytesOf(left));
          };
          expect((await buffer(await get())).equals(bytesOf(segments))).toBe(true);
          const first = left[0];
          // An empty literal is sent or left, which is the same.
          const stops = first === undefined || first.kind !== "range" || first.offset >= known;
          expect(stops || left.length === segments.length || process.platform !== "linux").toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  onLinux("comes whole to a client that takes it slowly", async () => {
    const segments: Segment[] = [{ kind: "range", offset: 0, length: content.byteLength }];
    let left: readonly Segment[] = segments;
    answer = async (res) => {
      res.setHeader("Content-Length", content.byteLength);
      left = await sendCached(res, segments, upTo(content.byteLength), write(res));
      res.end();
    };
    const response = await get();
    const received: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received.push(chunk);
      await new Promise(setImmediate);
    }
    expect(Buffer.concat(received).equals(content)).toBe(true);
    expect(left).toEqual([]);
  });

  onLinux("ends with the client's leaving", async () => {
    const ended = new Promise<unknown>((resolve) => {
      answer = async (res) => {
        res.setHeader("Content-Length", 4 * content.byteLength);
        const segments = Array.from({ length: 4 }, (): Segment => ({
          kind: "range",
          offset: 0,
          length: content.byteLength,
        }));
        await sendCached(res, segments, upTo(content.byteLength), write(res)).then(
          (left) => {
            resolve(left.length);
          },
          (error: unknown) => {
            resolve(error);
          },
        );
      };
    });
    const response = await get();
    await once(response, "readable");
    response.destroy();
    const how = await ended;
    expect(how instanceof Error || Number(how) > 0).toBe(true);
  });
});
