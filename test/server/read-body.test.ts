import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { readBody } from "../../src/server/read-body.js";
import { digestOf, pattern } from "../registry/blob-bytes.js";

const MEBIBYTE = 1024 * 1024;

/** What `handle` makes of the request that `send` makes. */
async function serve<T>(
  handle: (req: IncomingMessage) => Promise<T>,
  send: (socket: Socket) => Promise<void> | void,
): Promise<T> {
  const server = createServer();
  const result = new Promise<T>((resolve, reject) => {
    server.on("request", (req, res) => {
      handle(req)
        .finally(() => res.end())
        .then(resolve, reject);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  await send(socket);
  return result;
}

async function collect(req: IncomingMessage): Promise<{ bytes: Buffer; sizes: number[] }> {
  const pieces: Buffer[] = [];
  for await (const chunk of readBody(req)) {
    // A copy: the chunk is only ours for now. The wait lets the next one be read meanwhile.
    pieces.push(Buffer.from(chunk));
    await new Promise(setImmediate);
  }
  return { bytes: Buffer.concat(pieces), sizes: pieces.map(({ length }) => length) };
}

const post = (headers: string) => `POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`;

it("gives a body in chunks of 1 MiB, byte for byte", async () => {
  const body = pattern(5 * MEBIBYTE + 12_345);
  const { bytes, sizes } = await serve(collect, (socket) => {
    socket.write(post(`Content-Length: ${body.byteLength}`));
    socket.write(body);
  });
  expect(digestOf(bytes)).toBe(digestOf(body));
  expect(sizes).toEqual([...Array<number>(5).fill(MEBIBYTE), 12_345]);
});

it("gives a body that comes in chunks of its own, of a length not told before", async () => {
  const body = pattern(1000);
  const { bytes } = await serve(collect, (socket) => {
    socket.write(post("Transfer-Encoding: chunked"));
    for (let at = 0; at < body.byteLength; at += 100) {
      socket.write(Buffer.concat([Buffer.from("64\r\n"), body.subarray(at, at + 100), Buffer.from("\r\n")]));
    }
    socket.write("0\r\n\r\n");
  });
  expect(digestOf(bytes)).toBe(digestOf(body));
});

it("gives nothing of an empty body", async () => {
  const { sizes } = await serve(collect, (socket) => void socket.write(post("Content-Length: 0")));
  expect(sizes).toEqual([]);
});

it("gives what came before the client broke off, then throws", async () => {
  const body = pattern(3000);
  let came = 0;
  const read = async (req: IncomingMessage) => {
    for await (const chunk of readBody(req)) {
      came += chunk.byteLength;
    }
  };
  const broken = serve(read, (socket) => {
    socket.write(post("Content-Length: 100000"));
    socket.write(body, () => socket.end());
  });
  await expect(broken).rejects.toThrow(/aborted|[Pp]remature/);
  expect(came).toBe(3000);
});

it("lets a body be left, with its connection open for the answer", async () => {
  const leave = async (req: IncomingMessage) => {
    for await (const chunk of readBody(req)) {
      return [chunk.byteLength, req.destroyed];
    }
    return [];
  };
  const result = await serve(leave, (socket) => {
    socket.write(post(`Content-Length: ${3 * MEBIBYTE}`));
    socket.write(pattern(3 * MEBIBYTE));
  });
  expect(result).toEqual([MEBIBYTE, false]);
});

it("throws for a request that is gone already", async () => {
  const read = async (req: IncomingMessage) => {
    req.destroy();
    await new Promise(setImmediate);
    for await (const chunk of readBody(req)) {
      expect(chunk).toBeUndefined();
    }
  };
  const gone = serve(read, (socket) => {
    socket.on("error", () => undefined);
    socket.write(post("Content-Length: 10"));
  });
  await expect(gone).rejects.toThrow(/aborted|[Pp]remature/);
});
