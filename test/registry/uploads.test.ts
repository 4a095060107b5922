import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { openDataDirectory } from "../../src/registry/data-directory.js";
import { expireUploads, Registry, theProgram, type Upload } from "../../src/registry/index.js";
import { Uploads, type UploadsTarget } from "../../src/registry/uploads/uploads.js";
import { openTestCatalog } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { all, chunks, digestOf, longAhead } from "./blob-bytes.js";
import { tinyFile } from "./publishing.js";

const dataDirectory = join(temporaryDirectory(), "data");
let registry: Registry;
let target: UploadsTarget;
let uploads: Uploads;
beforeAll(async () => {
  const database = await openTestCatalog(dataDirectory);
  const directory = await openDataDirectory(dataDirectory);
  const blobs = new FilesystemBlobStore(directory);
  registry = new Registry({ database, blobs, maxUploadBytes: 100_000, release: directory.close });
  target = {
    database,
    blobs,
    maxUploadBytes: 100_000,
    maxOpenUploads: 3,
    pieceBytes: 1000,
    publish: (publication, actor) => registry.publish(publication, actor),
  };
  uploads = new Uploads(target);
});
afterAll(() => registry.close());

let next = 0;
let file: Uint8Array;
let owner: string;
beforeEach(() => {
  next += 1;
  owner = `owner-${next}`;
  file = tinyFile(`upload ${next}`);
});

afterEach(() => expireUploads(target, longAhead));

const start = (size = file.byteLength, digest?: string) =>
  uploads.create({ owner, name: "big", size, digest }, theProgram);
const send = (
  upload: Upload,
  from: number,
  to = file.byteLength,
  rest: { digest?: string; length?: number } = {},
) =>
  uploads.append(upload, { offset: from, body: chunks(file.subarray(from, to), 333), ...rest }, theProgram);
const stands = async (upload: Upload) => (await uploads.get(upload, theProgram)).upload.offset;
const partsLeft = () => all(target.blobs.listParts());

async function expectGone(upload: Upload): Promise<void> {
  await expectInputError(() => uploads.get(upload, theProgram), "upload-not-found", /has no upload/);
}

async function expectPublished(): Promise<void> {
  const version = await registry.resolve(owner, "big", "1");
  expect([version.digest, version.size]).toEqual([digestOf(file), file.byteLength]);
  const blob = await registry.openFile(version);
  try {
    expect(Buffer.from(await blob.read(0, blob.size)).equals(file)).toBe(true);
  } finally {
    await blob.close();
  }
}

describe("an upload", () => {
  it("takes a file in several requests, publishes it with the last, and keeps no parts", async () => {
    const upload = await start(file.byteLength, digestOf(file));
    expect(upload).toMatchObject({
      owner,
      name: "big",
      size: file.byteLength,
      offset: 0,
      digest: digestOf(file),
    });
    expect((await send(upload, 0, 1700)).upload.offset).toBe(1700);
    expect((await send(upload, 1700, 1701)).published).toBeUndefined();
    await expectInputError(() => registry.get(owner, "big"), "learngene-not-found", /./);
    const { upload: ended, published } = await send(upload, 1701);
    expect(published).toMatchObject({ created: true, version: { number: 1, digest: digestOf(file) } });
    expect(ended).toMatchObject({ offset: file.byteLength, version: 1 });
    await expectPublished();
    expect(await partsLeft()).toEqual([]);
  });

  it("goes on at another process, which knows no more than the database and the store", async () => {
    const upload = await start();
    await send(upload, 0, 2500);
    const other = new Uploads(target);
    const body = chunks(file.subarray(2500), 100);
    const { published } = await other.append(upload, { offset: 2500, body }, theProgram);
    expect(published?.version.number).toBe(1);
    await expectPublished();
  });

  it("is the version that its bytes already are", async () => {
    await send(await start(), 0);
    const { published } = await send(await start(), 0);
    expect(published).toMatchObject({ created: false, version: { number: 1 } });
  });

  it("keeps what came of a body that broke off", async () => {
    const upload = await start();
    const broken = async function* () {
      yield* chunks(file.subarray(0, 2345), 100);
      throw new Error("connection lost");
    };
    const append = uploads.append(upload, { offset: 0, body: broken() }, theProgram);
    await expect(append).rejects.toThrow("connection lost");
    expect(await stands(upload)).toBe(2345);
    expect((await send(upload, 2345)).published?.created).toBe(true);
    await expectPublished();
  });

  it("acknowledges each piece of a long body when it is stored", async () => {
    const upload = await start();
    const seen: number[] = [];
    const watching = async function* () {
      for await (const chunk of chunks(file.subarray(0, 3500), 500)) {
        seen.push(await stands(upload));
        yield chunk;
      }
    };
    await uploads.append(upload, { offset: 0, body: watching() }, theProgram);
    expect(seen).toEqual([0, 0, 1000, 1000, 2000, 2000, 3000]);
    expect(await stands(upload)).toBe(3500);
  });

  it("gives the one of two requests at one place to the first that is stored", async () => {
    const upload = await start();
    const outcomes = await Promise.allSettled([
      send(upload, 0, 900),
      send(upload, 0, 700),
      send(upload, 0, 800),
    ]);
    const taken = outcomes.flatMap((outcome) =>
      outcome.status === "fulfilled" ? [outcome.value.upload.offset] : [],
    );
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as unknown] : [],
    );
    expect(taken).toHaveLength(1);
    expect(refused).toEqual([
      expect.objectContaining({ code: "upload-conflict" }),
      expect.objectContaining({ code: "upload-conflict" }),
    ]);
    expect(await stands(upload)).toBe(taken[0]);
    expect((await send(upload, taken[0] ?? 0)).published?.created).toBe(true);
    await expectPublished();
    expect(await partsLeft()).toEqual([]);
  });

  it("refuses bytes that belong elsewhere, and says where it stands", async () => {
    const upload = await start();
    await send(upload, 0, 1000);
    for (const offset of [0, 999, 1001, file.byteLength]) {
      await expectInputError(() => send(upload, offset), "upload-conflict", /stands at byte 1000, not at/);
    }
    expect(await stands(upload)).toBe(1000);
  });

  it("refuses more bytes than it was announced with, told before or not", async () => {
    const upload = await start(file.byteLength - 10);
    await expectInputError(
      () => send(upload, 0, undefined, { length: file.byteLength }),
      "body-too-large",
      /room for/,
    );
    expect(await stands(upload)).toBe(0);
    await expectInputError(() => send(upload, 0), "body-too-large", /room for/);
    const stood = await stands(upload);
    expect(stood).toBeLessThan(file.byteLength - 10);
    await expectInputError(() => send(upload, stood), "body-too-large", /room for/);
    expect(await stands(upload)).toBe(stood);
  });

  it("takes bytes whose digest was announced whole or not at all", async () => {
    const upload = await start();
    const wrong = () => send(upload, 0, 3000, { digest: digestOf(file) });
    await expectInputError(wrong, "digest-mismatch", new RegExp(digestOf(file.subarray(0, 3000))));
    expect(await stands(upload)).toBe(0);
    await send(upload, 0, 3000, { digest: digestOf(file.subarray(0, 3000)) });
    expect(await stands(upload)).toBe(3000);
    await uploads.delete(upload, theProgram);
    expect(await partsLeft()).toEqual([]);
  });

  it.each([
    [
      "other bytes than announced",
      "digest-mismatch",
      `sha256:${"0".repeat(64)}`,
      (bytes: Uint8Array) => bytes,
    ],
    ["no learngene", "invalid-safetensors", undefined, (bytes: Uint8Array) => bytes.fill(0, 0, 8)],
  ] as const)("of %s is refused, and gone with its parts", async (_, code, digest, spoil) => {
    spoil(file);
    const upload = await start(file.byteLength, digest);
    await send(upload, 0, 1000);
    await expectInputError(() => send(upload, 1000), code, /./);
    await expectGone(upload);
    expect(await partsLeft()).toEqual([]);
    await expectInputError(() => registry.get(owner, "big"), "learngene-not-found", /./);
  });

  it("whose last request died before or after publishing gives the version to whoever asks again", async () => {
    for (const publishes of [false, true]) {
      const dying = new Uploads({
        ...target,
        publish: async (publication, actor) => {
          if (publishes) {
            await registry.publish(publication, actor);
          }
          throw new Error("killed");
        },
      });
      const upload = await start();
      const body = chunks(file, 500);
      await expect(dying.append(upload, { offset: 0, body }, theProgram)).rejects.toThrow("killed");
      const asked = await uploads.get(upload, theProgram);
      expect(asked).toMatchObject({
        upload: { offset: file.byteLength, version: 1 },
        published: { version: { number: 1 } },
      });
      const again = await send(upload, file.byteLength);
      expect(again.published).toMatchObject({ created: false, version: { number: 1 } });
    }
    expect((await registry.get(owner, "big")).versions).toHaveLength(1);
    expect(await partsLeft()).toEqual([]);
  });

  it("finished by several requests at once is one version", async () => {
    const upload = await start();
    const waiting = new Uploads({ ...target, publish: () => Promise.reject(new Error("killed")) });
    await expect(waiting.append(upload, { offset: 0, body: chunks(file, 500) }, theProgram)).rejects.toThrow(
      "killed",
    );
    const states = await Promise.all(Array.from({ length: 4 }, () => uploads.get(upload, theProgram)));
    expect(states.map(({ published }) => published?.version.number)).toEqual([1, 1, 1, 1]);
    expect(await partsLeft()).toEqual([]);
  });

  it("is dropped on request, under its own name only", async () => {
    const upload = await start();
    await send(upload, 0, 1000);
    for (const other of [
      { ...upload, owner: "acme" },
      { ...upload, name: "small" },
      { ...upload, id: "no-uuid" },
    ]) {
      await expectInputError(() => uploads.delete(other, theProgram), "upload-not-found", /has no upload/);
    }
    await uploads.delete(upload, theProgram);
    await expectGone(upload);
    await expectInputError(() => send(upload, 1000), "upload-not-found", /has no upload/);
    expect(await partsLeft()).toEqual([]);
  });
});

describe("limits", () => {
  it("hold how many uploads an owner has open, also of those started at once", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => start()));
    const opened = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(opened).toHaveLength(3);
    await expectInputError(() => start(), "too-many-uploads", /has 3 uploads open/);
    await send(opened[0] ?? (await start()), 0);
    await start();
  });

  it("hold how large a file is", async () => {
    await expectInputError(() => start(100_001), "body-too-large", /over this server's limit of 100000/);
    for (const size of [0, -1, 1.5, NaN]) {
      await expectInputError(() => start(size), "invalid-request", /holds no file/);
    }
  });
});

describe("expiry", () => {
  it("drops uploads and parts that are older, and nothing else", async () => {
    const [idle, done] = [await start(), await start()];
    await send(idle, 0, 1000);
    await send(done, 0);
    // As a request leaves it that is killed between storing a part and counting it.
    await target.blobs.stagePart(
      "0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10",
      0,
      chunks(file, 1000),
      file.byteLength,
    );
    const before = new Date(Date.now() - 60_000);
    expect(await expireUploads(target, before)).toBe(0);
    expect(await stands(idle)).toBe(1000);
    expect(await partsLeft()).toHaveLength(2);
    expect(await expireUploads(target, longAhead)).toBe(1);
    await expectGone(idle);
    await expectGone(done);
    expect(await partsLeft()).toEqual([]);
    await expectPublished();
  });
});
