import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { Upload as TusUpload } from "tus-js-client";
import request, { type Response } from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

let test: TestRegistry;
let server: Server;
let url: string;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  server = testApp(test.registry).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = request(url);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await test.remove();
});

let next = 0;
let file: Buffer;
let base: string;
beforeEach(() => {
  next += 1;
  file = learngeneFile({ description: `uploaded ${next}` });
  base = `/v1/learngenes/acme/uploaded-${next}`;
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");
const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function start(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await api
    .post(`${base}/uploads`)
    .set({ "Upload-Length": String(file.byteLength), ...headers })
    .expect(201)
    .expect("Upload-Offset", "0")
    .expect("Cache-Control", "no-store")
    .expect(matchesContract);
  const location = response.get("Location") ?? "";
  expect(location).toBe(`${base}/uploads/${String(valueOf(response, "id"))}`);
  return location;
}

function send(
  location: string,
  from: number,
  to = file.byteLength,
  headers: Readonly<Record<string, string>> = {},
) {
  return api
    .patch(location)
    .set({ "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(from), ...headers })
    .send(file.subarray(from, to))
    .expect(matchesContract);
}

const problem = (code: string) => (response: Response) => {
  expect(response.body).toMatchObject({ type: `urn:learngene:problem:${code}` });
};

describe("a file in several requests", () => {
  it("is published with the last of them", async () => {
    const location = await start({ "Repr-Digest": `sha-256=:${sha256(file)}:` });
    await send(location, 0, 1500).expect(204, "").expect("Upload-Offset", "1500");
    await api.head(location).expect(200).expect("Upload-Offset", "1500").expect(matchesContract);
    const shown = await api.get(location).expect(200).expect(matchesContract);
    expect(shown.body).toMatchObject({
      name: `uploaded-${next}`,
      size: file.byteLength,
      offset: 1500,
      digest: digestOf(file),
    });
    expect(valueOf(shown, "version")).toBeUndefined();
    await api.get(`${base}/versions/1`).expect(404);
    const published = await send(location, 1500)
      .expect(201)
      .expect("Location", `${base}/versions/1`)
      .expect("Upload-Offset", String(file.byteLength));
    expect(published.body).toMatchObject({ version: 1, digest: digestOf(file), size: file.byteLength });
    const again = await send(location, file.byteLength).expect(200).expect("Location", `${base}/versions/1`);
    expect(again.body).toMatchObject({ version: 1 });
    expect((await api.get(location).expect(200).expect(matchesContract)).body).toMatchObject({ version: 1 });
  });

  it("goes on from what came when a connection broke", async () => {
    const location = await start();
    const asked = once(server, "request") as Promise<[IncomingMessage]>;
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(
      `PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/offset+octet-stream\r\n` +
        `Upload-Offset: 0\r\nContent-Length: ${file.byteLength}\r\n\r\n`,
    );
    socket.write(file.subarray(0, 1000));
    // What breaks off before the server has begun to take it in is lost.
    const [received] = await asked;
    await eventually(() => {
      expect(received.listenerCount("data")).toBeGreaterThan(0);
    });
    socket.end(file.subarray(1000, 2000));
    await once(socket.resume(), "close");
    const offset = async () => (await api.head(location)).get("Upload-Offset");
    await expect.poll(offset).toBe("2000");
    await send(location, 2000).expect(201);
  });

  it("is answered 409 where it does not stand", async () => {
    const location = await start();
    await send(location, 0, 100).expect(204);
    const response = await send(location, 0, 100).expect(409).expect(problem("upload-conflict"));
    expect(response.body).toMatchObject({
      field: "Upload-Offset",
      detail: "the upload stands at byte 100, not at 0",
    });
  });

  it("is gone once it was dropped", async () => {
    const before = await test.files();
    const location = await start();
    await send(location, 0, 100).expect(204);
    await api.delete(location).expect(204, "").expect(matchesContract);
    await api.get(location).expect(404).expect(problem("upload-not-found")).expect(matchesContract);
    await send(location, 100).expect(404).expect(problem("upload-not-found"));
    await api.delete(location).expect(404).expect(problem("upload-not-found")).expect(matchesContract);
    expect(await test.files()).toEqual(expect.arrayContaining(before));
  });

  it("is gone once it was refused", async () => {
    file[file.length - 1] = 0xff;
    file[file.length - 2] = 0xff;
    const location = await start();
    await send(location, 0).expect(422).expect(problem("invalid-learngene"));
    await api.get(location).expect(404).expect(problem("upload-not-found"));
  });

  it("is held to the digests announced of the whole and of a part", async () => {
    const other = `sha-256=:${sha256(Buffer.from("another"))}:`;
    const location = await start({ "Repr-Digest": other });
    await send(location, 0, 100, { "Content-Digest": other }).expect(400).expect(problem("digest-mismatch"));
    await api.head(location).expect("Upload-Offset", "0");
    await send(location, 0, 100, { "Content-Digest": `sha-256=:${sha256(file.subarray(0, 100))}:` }).expect(
      204,
    );
    await send(location, 100).expect(400).expect(problem("digest-mismatch"));
    await api.head(location).expect(404);
  });
});

describe("an upload is refused", () => {
  it.each([
    ["without its length", { "Upload-Length": "" }, 400, "Upload-Length"],
    ["with a length that is none", { "Upload-Length": "many" }, 400, "Upload-Length"],
    ["of nothing", { "Upload-Length": "0" }, 400, "Upload-Length"],
    ["of more than may be", { "Upload-Length": String(1024 * 1024 + 1) }, 413, "Upload-Length"],
    ["with a digest that is none", { "Upload-Length": "10", "Repr-Digest": "sha-256=x" }, 400, "Repr-Digest"],
  ])("%s", async (_, headers, status, field) => {
    const call = api.post(`${base}/uploads`);
    for (const [name, value] of Object.entries(headers).filter(([, text]) => text !== "")) {
      void call.set(name, value);
    }
    const response = await call.expect(status).expect(matchesContract);
    expect(response.body).toMatchObject({ field });
  });

  it.each([
    ["bytes without their place", { "Upload-Offset": "" }, 400],
    ["bytes at a place that is none", { "Upload-Offset": "-1" }, 400],
    ["bytes of another media type", { "Content-Type": "text/plain" }, 415],
    ["encoded bytes", { "Content-Encoding": "gzip" }, 415],
    ["more bytes than announced", { "Upload-Offset": "1" }, 413],
  ])("%s", async (_, headers, status) => {
    const location = await start();
    await send(location, 0, 1).expect(204);
    const all: Record<string, string> = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": "1",
      ...headers,
    };
    const call = api.patch(location);
    for (const [name, value] of Object.entries(all).filter(([, text]) => text !== "")) {
      void call.set(name, value);
    }
    await call.send(file).expect(status).expect(matchesContract);
    await api.head(location).expect(200).expect("Upload-Offset", "1");
  });

  it("at an address that is no upload's", async () => {
    await send(`${base}/uploads/none`, 0).expect(404).expect(problem("upload-not-found"));
    await api.get("/v1/learngenes/a--b/c/uploads/none").expect(400).expect(problem("invalid-name"));
  });
});

describe("a client of the tus protocol", () => {
  it("uploads in chunks, stops, and goes on where it stopped", async () => {
    let location = "";
    await new Promise<void>((resolve, reject) => {
      const upload = new TusUpload(file, {
        endpoint: `${url}${base}/uploads`,
        chunkSize: 1000,
        retryDelays: null,
        metadata: { filename: "big.safetensors" },
        onError: reject,
        onChunkComplete: (_size, accepted) => {
          if (accepted >= 2000) {
            location = upload.url ?? "";
            void upload.abort().then(resolve, reject);
          }
        },
      });
      upload.start();
    });
    await api.get(`${base}/versions/1`).expect(404);
    const sent: number[] = [];
    await new Promise<void>((resolve, reject) => {
      new TusUpload(file, {
        uploadUrl: location,
        chunkSize: 1000,
        retryDelays: null,
        onError: reject,
        onChunkComplete: (_size, accepted) => sent.push(accepted),
        onSuccess: () => {
          resolve();
        },
      }).start();
    });
    expect(Math.min(...sent)).toBeGreaterThan(2000);
    expect((await api.get(`${base}/versions/1`).expect(200)).body).toMatchObject({ digest: digestOf(file) });
  });
});
