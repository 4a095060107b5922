import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MAX_CARD } from "../../src/registry/index.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

// Each test has a learngene of its own, of two versions.
let base = "";
let made = 0;
const file = (number: number) => learngeneFile({ description: `${base} ${number}` });
const publish = (number: number) =>
  api
    .post(`${base}/versions`)
    .set("Content-Type", "application/octet-stream")
    .send(file(number))
    .expect(matchesContract);
beforeEach(async () => {
  base = `/v1/learngenes/acme/own-${++made}`;
  await publish(1).expect(201);
  await publish(2).expect(201);
});
const get = (path: string) => api.get(`${base}${path}`).expect(matchesContract);
const yank = (ref: string) => api.put(`${base}/versions/${ref}/yank`).expect(matchesContract);
const problem = (code: string) => ({ type: `urn:learngene:problem:${code}` });

describe("yanking", () => {
  it("takes a reason or none, and is taken back", async () => {
    const yanked = await yank("latest").send({ reason: "bad" }).expect(200);
    expect(yanked.body).toMatchObject({ version: 2, tags: [], yanked: { reason: "bad" } });
    expect((await get("/versions/latest").expect(200)).body).toMatchObject({ version: 1 });
    expect((await yank("2").expect(200)).body).toMatchObject({ yanked: { reason: "" } });
    const back = await api.delete(`${base}/versions/2/yank`).expect(200).expect(matchesContract);
    expect(back.body).toMatchObject({ version: 2, tags: ["latest"] });
    expect(valueOf(back, "yanked")).toBeUndefined();
    expect(back.headers).not.toHaveProperty("warning");
  });

  it("puts a warning on all that serves the version, and on nothing else", async () => {
    await api.put(`${base}/tags/pinned`).send({ version: 1 }).expect(200);
    await yank("1").send({ reason: 'a "quoted" \\ reason, 😀\nof two lines' });
    const name = base.replace("/v1/learngenes/", "");
    const warning = `299 - "version 1 of ${name} is yanked; a 'quoted' ' reason, ?of two lines"`;
    for (const path of ["", "/file", "/plan?depth=3", "/init?depth=3"]) {
      await get(`/versions/1${path}`).expect(200).expect("Warning", warning);
      const sound = await get(`/versions/latest${path}`).redirects(1).expect(200);
      expect(sound.headers).not.toHaveProperty("warning");
    }
    await get("/versions/pinned").expect(200).expect("Warning", warning);
    await get("/tags/pinned").expect(200).expect("Warning", warning);
    const digest = String(valueOf(await get("/versions/1"), "digest"));
    await get(`/versions/${digest}/file`).set("If-None-Match", `"${digest}"`).expect(304);
    await get(`/versions/${digest}`).expect(200).expect("Warning", warning);
    await publish(1).expect(200).expect("Warning", warning);
    const wrong = await get("/versions/1/init?layers=1").expect(400);
    expect(wrong.headers).not.toHaveProperty("warning");
  });

  it("leaves a learngene whose versions are all yanked to those who know its name", async () => {
    await yank("1");
    await yank("2");
    const found = await api.get(`/v1/learngenes?q=own-${made}`).expect(200).expect(matchesContract);
    expect(found.body).toEqual({ items: [] });
    const shown = await get("").expect(200);
    expect(shown.body).toMatchObject({ latest: null, manifest: null, versions: [], tags: [] });
    const all = await get("?yanked=true").expect(200);
    expect(all.body).toMatchObject({
      versions: [
        { version: 2, yanked: { reason: "" } },
        { version: 1, yanked: { reason: "" } },
      ],
    });
    const missing = await get("/versions/latest/init?depth=3").expect(404);
    expect(valueOf(missing, "detail")).toMatch(/it has versions 1 to 2, yanked/);
  });

  it("is refused for a version that is not there, and for a body that is none of its own", async () => {
    expect((await yank("3").expect(404)).body).toMatchObject(problem("version-not-found"));
    expect((await yank("1").send({ why: "x" }).expect(400)).body).toMatchObject({ field: "why" });
    expect(
      (
        await yank("1")
          .send({ reason: "x".repeat(501) })
          .expect(400)
      ).body,
    ).toMatchObject({
      field: "reason",
    });
    await yank("1").set("Content-Type", "text/plain").send("x").expect(415);
    const unyank = api.delete(`${base}/versions/none/yank`).expect(404);
    expect((await unyank.expect(matchesContract)).body).toMatchObject(problem("version-not-found"));
    expect(valueOf(await get("/versions/1").expect(200), "yanked")).toBeUndefined();
  });
});

describe("deleting", () => {
  const remove = (path: string) => api.delete(`${base}${path}`).expect(matchesContract);

  it("takes a version away for good", async () => {
    await remove("/versions/latest").expect(204, "");
    await get("/versions/2/file").expect(404);
    await remove("/versions/2").expect(404);
    expect((await publish(2).expect(201)).body).toMatchObject({ version: 3 });
  });

  it("takes a learngene away for good", async () => {
    await remove("").expect(204, "");
    expect((await get("").expect(404)).body).toMatchObject(problem("learngene-not-found"));
    await remove("").expect(404);
    expect((await publish(1).expect(201)).body).toMatchObject({ version: 3, tags: ["latest"] });
  });
});

describe("details", () => {
  const patch = (body: object) => api.patch(base).send(body).expect(matchesContract);

  it("are written, shown in lists but for the card, and taken back", async () => {
    const card = `# Card ${"é".repeat(1000)}`;
    const written = await patch({ description: "own text", license: "MIT", card, visibility: "public" });
    expect(written.status).toBe(200);
    expect(written.body).toMatchObject({ description: "own text", license: "MIT", card });
    const page = await api.get(`/v1/learngenes?q=own-${made}`).expect(200).expect(matchesContract);
    expect(page.body).toMatchObject({ items: [{ description: "own text", license: "MIT" }] });
    const back = await patch({ description: null, license: null }).expect(200);
    expect(back.body).toMatchObject({ description: `${base} 2`, license: "Apache-2.0", card });
  });

  it("take a card of the greatest length, and a body of 256 KiB", async () => {
    await patch({ card: "é".repeat(MAX_CARD) }).expect(200);
    expect((await patch({ card: "é".repeat(140_000) }).expect(413)).body).toMatchObject(
      problem("body-too-large"),
    );
  });

  it.each([
    [{}, "body"],
    [{ card: null }, "card"],
    [{ card: "x".repeat(MAX_CARD + 1) }, "card"],
    [{ description: "x".repeat(1001) }, "description"],
    [{ description: 1 }, "description"],
    [{ license: "" }, "license"],
    [{ visibility: "hidden" }, "visibility"],
    [{ name: "other" }, "name"],
    [{ description: "a\0b" }, "description"],
  ])("are refused as %.60j", async (body, field) => {
    const before = (await get("")).body as unknown;
    expect((await patch(body).expect(400)).body).toMatchObject({ ...problem("invalid-request"), field });
    expect((await get("")).body).toEqual(before);
  });

  it("of a learngene that is not there are not", async () => {
    const missing = api.patch("/v1/learngenes/acme/none").send({ card: "x" });
    await missing.expect(404).expect(matchesContract);
  });
});

describe("searching", () => {
  it("by data set and size narrows the list", async () => {
    const size = Number(valueOf(await get("/versions/latest"), "size"));
    const count = async (query: string) => {
      const page = await api.get(`/v1/learngenes?q=own-${made}&${query}`).expect(200).expect(matchesContract);
      return (valueOf(page, "items") as unknown[]).length;
    };
    expect(await count(`minSize=${size}&maxSize=${size}`)).toBe(1);
    expect(await count(`minSize=${size + 1}`)).toBe(0);
    expect(await count(`maxSize=${size - 1}`)).toBe(0);
    expect(await count("dataset=fashion-mnist")).toBe(0);
  });

  it.each(["minSize=-1", "maxSize=1.5", "maxSize=1e99", "minSize=2&maxSize=1", "dataset="])(
    "is refused with %s",
    async (query) => {
      const refused = await api.get(`/v1/learngenes?${query}`).expect(400).expect(matchesContract);
      expect(refused.body).toMatchObject(problem("invalid-request"));
    },
  );
});
