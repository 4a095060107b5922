import { createHash } from "node:crypto";
import sharp from "sharp";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { noisePng, parquetOf, tinyDataset } from "../support/datasets.js";
import { openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { bytesOf, valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const octets = "application/octet-stream";
const digestOf = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

let test: TestRegistry;
let api: ReturnType<typeof request>;
let file: Buffer;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  file = await tinyDataset();
});
afterAll(() => test.remove());

const put = (name: string, bytes: Buffer) =>
  api.put(`/v1/datasets/acme/${name}`).set("Content-Type", octets).send(bytes);

describe("a data set that is put", () => {
  it("is told of with what is in it, listed, and to be had again, whole and in ranges", async () => {
    const answer = await put("shirts", file).expect(201).expect(matchesContract);
    expect(answer.headers["location"]).toBe("/v1/datasets/acme/shirts");
    const digest = digestOf(file);
    expect(answer.body).toMatchObject({
      owner: "acme",
      name: "shirts",
      visibility: "public",
      digest,
      size: file.byteLength,
      rows: { train: 2, test: 1 },
      classes: ["0", "1"],
      image: { channels: 3, height: 4, width: 4 },
    });
    const list = await api.get("/v1/datasets").expect(200).expect(matchesContract);
    expect(list.body).toEqual({ items: [answer.body] });
    const got = await api
      .get("/v1/datasets/acme/shirts/file")
      .buffer(true)
      .expect(200)
      .expect(matchesContract);
    expect(bytesOf(got).equals(file)).toBe(true);
    expect(got.headers).toMatchObject({ etag: `"${digest}"`, "cache-control": "public, no-cache" });
    const part = await api.get(`/v1/datasets/acme/shirts/file?digest=${digest}`).set("Range", "bytes=2-5");
    expect(part.status).toBe(206);
    expect(bytesOf(part).equals(file.subarray(2, 6))).toBe(true);
    expect(part.headers["cache-control"]).toMatch(/immutable/);
    await api.get("/v1/datasets/acme/shirts/file").set("If-None-Match", `"${digest}"`).expect(304);
  });

  it("again changes nothing, and another takes its place without taking it away", async () => {
    const again = await tinyDataset(1);
    await put("coats", file).expect(201);
    await put("coats", file).expect(200).expect(matchesContract);
    await put("coats", again).expect(201);
    const now = await api.get("/v1/datasets/acme/coats").expect(200).expect(matchesContract);
    expect(now.body).toMatchObject({
      digest: digestOf(again),
      files: [{ digest: digestOf(again) }, { digest: digestOf(file) }],
    });
    const before = await api.get(`/v1/datasets/acme/coats?digest=${digestOf(file)}`).expect(200);
    expect(valueOf(before, "digest")).toBe(digestOf(file));
    await put("coats", file).expect(201);
    const back = await api.get("/v1/datasets/acme/coats").expect(200);
    expect(valueOf(back, "digest")).toBe(digestOf(file));
  });

  it("is kept by the collector of garbage for as long as it has a name", async () => {
    const lone = await tinyDataset(7);
    await put("doomed", lone).expect(201);
    const collect = () => test.registry.collectGarbage({ graceMilliseconds: 0 }, theProgram);
    expect(await collect()).toMatchObject({ blobs: 0 });
    await api.delete("/v1/datasets/acme/doomed").expect(204);
    expect(await collect()).toMatchObject({ blobs: 1, bytes: lone.byteLength });
    await api.get("/v1/datasets/acme/doomed/file").expect(404).expect(matchesContract);
    await put("doomed", lone).expect(201);
  });

  it("is private if it was made so, and stays so though it is deleted", async () => {
    await api
      .put("/v1/datasets/acme/secret?visibility=private")
      .set("Content-Type", octets)
      .send(file)
      .expect(201);
    await api.delete("/v1/datasets/acme/secret").expect(204);
    await put("secret", file).expect(201);
    const secret = await api.get("/v1/datasets/acme/secret").expect(200);
    expect(valueOf(secret, "visibility")).toBe("private");
    await api
      .put("/v1/datasets/acme/secret?visibility=public")
      .set("Content-Type", octets)
      .send(file)
      .expect(412)
      .expect(matchesContract);
  });
});

describe("who sees a data set", () => {
  const path = "/v1/datasets/acme/shared";
  const share = (visibility: string) => api.patch(path).send({ visibility }).expect(matchesContract);

  it("may be changed, is noted in the audit log, and holds for what is put later", async () => {
    await put("shared", file).expect(201);
    const shut = await share("private");
    expect([shut.status, valueOf(shut, "visibility")]).toEqual([200, "private"]);
    expect(await test.registry.datasets.isPublic({ owner: "acme", name: "shared" })).toBe(false);
    await api.put(`${path}?visibility=private`).set("Content-Type", octets).send(file).expect(200);
    await share("public");
    expect(await test.registry.datasets.isPublic({ owner: "acme", name: "shared" })).toBe(true);
    const audit = await api.get("/v1/audit?owner=acme&limit=2").expect(200);
    expect(audit.body).toMatchObject({
      items: [
        { action: "dataset.update", name: "shared", detail: { visibility: "public" } },
        { action: "dataset.update", name: "shared", detail: { visibility: "private" } },
      ],
    });
  });

  it("is one of two, of a data set that is there", async () => {
    expect((await share("friends")).status).toBe(400);
    await api.delete(path).expect(204);
    expect((await share("private")).status).toBe(404);
    await put("shared", file).expect(201);
    expect(await test.registry.datasets.isPublic({ owner: "acme", name: "shared" })).toBe(true);
  });
});

describe("a data set that is not sound", () => {
  const split = ["train", "train", "test"];
  const png = () => noisePng(1);
  const jpeg = async () =>
    new Uint8Array(
      await sharp(await noisePng(1, { size: 32 }))
        .jpeg()
        .toBuffer(),
    );
  const bad: readonly (readonly [string, () => Promise<Buffer> | Buffer, RegExp])[] = [
    ["nothing", () => Buffer.from("PAR1"), /cannot be read as Parquet/],
    ["text", () => Buffer.from("label,image\n".repeat(100)), /cannot be read as Parquet/],
    ["cut short", () => file.subarray(0, -30), /cannot be read as Parquet/],
    [
      "with a broken image",
      async () =>
        parquetOf({
          image: [await png(), (await png()).subarray(0, 60), await png()],
          label: [0, 1, 1],
          split,
        }),
      /acme\/bad row 1: it cannot be decoded/,
    ],
    [
      "with a JPEG cut short",
      async () =>
        parquetOf({
          image: [await png(), await png(), (await jpeg()).subarray(0, 200)],
          label: [0, 1, 1],
          split,
        }),
      /acme\/bad row 2: it cannot be decoded/,
    ],
    ["of no rows", () => parquetOf({ image: [], label: [], split: [] }), /no training images/],
    [
      "with a label below 0",
      async () => parquetOf({ image: [await png(), await png(), await png()], label: [0, -1, 1], split }),
      /row 1 has the label -1/,
    ],
    [
      "of one class",
      async () => parquetOf({ image: [await png(), await png(), await png()], label: [3, 3, 1], split }),
      /one class/,
    ],
    [
      "without splits",
      async () => parquetOf({ image: [await png(), await png()], label: [0, 1] }),
      /no training images/,
    ],
    ["without images", () => parquetOf({ label: [0, 1, 1], split }), /no column of images/],
  ];

  it.each(bad)("%s is refused, the fault named, and leaves nothing", async (_, bytes, detail) => {
    const before = await test.files();
    const answer = await put("bad", await bytes())
      .expect(422)
      .expect(matchesContract);
    expect(valueOf(answer, "type")).toBe("urn:learngene:problem:invalid-dataset");
    expect(valueOf(answer, "detail")).toMatch(detail);
    expect(await test.files()).toEqual(before);
    await api.get("/v1/datasets/acme/bad").expect(404).expect(matchesContract);
  });

  it("may be of images that differ in size, which is told", async () => {
    const image = [await noisePng(1), await noisePng(2, { size: 6, channels: 1 }), await noisePng(3)];
    const answer = await put("mixed", parquetOf({ image, label: [0, 1, 1], split })).expect(201);
    expect(valueOf(answer, "image")).toEqual({ channels: null, height: null, width: null });
  });

  it("is refused if it comes as other bytes than announced", async () => {
    const wrong = createHash("sha256").update("other").digest("base64");
    await put("bad", file).set("Content-Digest", `sha-256=:${wrong}:`).expect(400).expect(matchesContract);
  });
});
