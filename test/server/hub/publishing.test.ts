import request, { type Response } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testApp } from "../support/api.js";
import { openTokenRegistry, type TokenRegistry } from "../support/tokens.js";
import { commitText, inline, limits, newFile, path, titled, type Line } from "./commits.js";
import { bodyOf, headerOf as header, sha256 } from "./support.js";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
let publisher = "";
let reader = "";

beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry, { limits }));
  publisher = await test.grant({ owner: "acme", scope: "publish" });
  reader = await test.grant({ owner: "acme", scope: "read" });
});
afterAll(() => test.remove());

const post = (route: string, token = publisher) => api.post(route).set("Authorization", `Bearer ${token}`);
const commit = (name: string, lines: readonly Line[], query = "") =>
  post(`/api/models/acme/${name}/commit/main${query}`).type("application/x-ndjson").send(commitText(lines));
const digestAt = async (name: string, ref = "latest") =>
  (await test.registry.resolve("acme", name, ref)).digest;

describe("a commit with the file in it", () => {
  it("publishes a version, and says under which commit it is main", async () => {
    const file = newFile();
    const answer = await commit("inline", [titled, inline(file)]).expect(200);
    const { commitOid, commitUrl, success } = bodyOf(answer) as Record<string, unknown>;
    expect(success).toBe(true);
    expect(await digestAt("inline")).toBe(`sha256:${sha256(file)}`);
    const main = await api.head("/acme/inline/resolve/main/learngene.safetensors").expect(200);
    expect(header(main, "X-Repo-Commit")).toBe(commitOid);
    expect(header(main, "ETag")).toBe(`"${sha256(file)}"`);
    expect(commitUrl).toMatch(new RegExp(`^http://127.0.0.1:\\d+/acme/inline/commit/${String(commitOid)}$`));
  });

  it("may come again, which changes nothing", async () => {
    const file = newFile();
    const [first, second] = [
      await commit("again", [titled, inline(file)]).expect(200),
      await commit("again", [titled, inline(file)]).expect(200),
    ];
    expect(second.body).toMatchObject({ commitOid: (bodyOf(first) as { commitOid: string }).commitOid });
    expect((await test.registry.get("acme", "again")).versions).toHaveLength(1);
  });

  it.each<[string, (file: Buffer) => readonly Line[], RegExp]>([
    ["another file", (file) => [titled, inline(file, "README.md")], /learngenes alone, and no README\.md/],
    ["two files", (file) => [titled, inline(file), inline(file)], /of one file/],
    ["a deletion", () => [titled, ["deletedFile", { path }]], /deletedFile/],
    [
      "a deletion with a file",
      (file) => [titled, inline(file), ["deletedFile", { path: "x" }]],
      /of one file/,
    ],
    ["no file", () => [titled], /no file/],
    ["no learngene", () => [titled, inline(Buffer.from("no learngene at all"))], /header/],
    ["a broken file", (file) => [titled, inline(file.subarray(0, 2_000))], /./],
  ])("of %s is refused, with nothing published", async (_what, lines, message) => {
    const answer = await commit("refused", lines(newFile()));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(header(answer, "X-Error-Message")).toMatch(message);
    await expect(test.registry.resolve("acme", "refused", "latest")).rejects.toThrow(/no learngene/);
  });

  it("is refused over the limit, and where it is no JSON", async () => {
    const long = await commit("refused", [titled, inline(Buffer.alloc(6_501))]).expect(413);
    expect(header(long, "X-Error-Message")).toMatch(/Git LFS/);
    await post("/api/models/acme/refused/commit/main").type("application/x-ndjson").send("{").expect(400);
    await post("/api/models/acme/refused/commit/main")
      .type("application/x-ndjson")
      .send('{"key":1}')
      .expect(400);
  });

  it("is refused to whoever may not publish, to other branches, and as a pull request", async () => {
    const ask = (token: string, route = "/api/models/acme/refused/commit/main") =>
      post(route, token).type("application/x-ndjson").send("{}");
    await ask(reader).expect(403);
    await api.post("/api/models/acme/refused/commit/main").send("").expect(401);
    const branch = await ask(publisher, "/api/models/acme/refused/commit/next").expect(404);
    expect(header(branch, "X-Error-Code")).toBe("RevisionNotFound");
    await commit("refused", [titled], "?create_pr=1").expect(403);
  });

  it("on what main is no longer at is refused", async () => {
    const first = await commit("parents", [titled, inline(newFile())]).expect(200);
    const parentCommit = (bodyOf(first) as { commitOid: string }).commitOid;
    const on: Line = ["header", { summary: "x", parentCommit }];
    await commit("parents", [on, inline(newFile())]).expect(200);
    const stale = await commit("parents", [on, inline(newFile())]).expect(412);
    expect(header(stale, "X-Error-Message")).toMatch(/main is at [0-9a-f]{40}/);
  });
});

describe("before a commit", () => {
  const preupload = (files: unknown, agent = "") =>
    post("/api/models/acme/before/preupload/main").set("User-Agent", agent).send({ files });
  const files = (answer: Response) => (bodyOf(answer) as { files: unknown[] }).files;

  it("is said which way a file goes, by its length", async () => {
    const answer = await preupload([{ path, size: 6_500, sample: "" }]).expect(200);
    expect(files(answer)).toEqual([{ path, uploadMode: "regular", shouldIgnore: false, oid: null }]);
    const long = await preupload([{ path, size: 6_501, sample: "" }]).expect(200);
    expect(files(long)).toEqual([{ path, uploadMode: "lfs", shouldIgnore: false, oid: null }]);
  });

  it("clients that would go the way of Xet are told how not to", async () => {
    const long = [{ path, size: 6_501, sample: "" }];
    for (const [agent, warned] of [
      ["unknown/None; hf_hub/2.4.0; python/3.11", true],
      ["hf_hub/1.20.0", true],
      ["hf_hub/1.19.3", false],
      ["hf_hub/0.36.0", false],
      ["node", false],
    ] as const) {
      const answer = await preupload(long, agent).expect(200);
      expect([agent, header(answer, "X-HF-Warning")]).toEqual([
        agent,
        warned ? "xet; Set HF_HUB_DISABLE_XET=1 to publish here" : "undefined",
      ]);
    }
    expect(await preupload([{ path, size: 10, sample: "" }], "hf_hub/2.4.0")).not.toHaveProperty(
      "headers.x-hf-warning",
    );
  });

  it("is refused what is no learngene, in words that clients show", async () => {
    const answer = await preupload([{ path: "pytorch_model.bin", size: 10, sample: "" }]).expect(400);
    expect(bodyOf(answer)).toEqual({
      error: expect.stringMatching(/no pytorch_model\.bin.*learngene\.safetensors/) as string,
    });
  });
});

describe("a repository", () => {
  const create = (body: object, token = publisher) => post("/api/repos/create", token).send(body);

  it("that is made private is so once it is published", async () => {
    const body = { name: "hidden", organization: "acme", visibility: "private" };
    const made = await create(body).expect(200);
    expect(bodyOf(made)).toMatchObject({
      id: "acme/hidden",
      url: expect.stringMatching(/\/acme\/hidden$/) as string,
    });
    await create(body).expect(200);
    await commit("hidden", [titled, inline(newFile())]).expect(200);
    await api.get("/api/models/acme/hidden").expect(404);
    await api.get("/api/models/acme/hidden").set("Authorization", `Bearer ${reader}`).expect(200);
    const again = await create(body).expect(409);
    expect(bodyOf(again)).toMatchObject({ url: expect.stringMatching(/^http.*\/acme\/hidden$/) as string });
  });

  it("is the token's own, if that is for one owner", async () => {
    expect(
      bodyOf(await create({ name: "own", organization: null, private: false }).expect(200)),
    ).toMatchObject({
      id: "acme/own",
    });
    const both = await test.grant({ owner: "acme", scope: "publish" }, { owner: "lab", scope: "publish" });
    const refused = await create({ name: "own" }, both).expect(400);
    expect(header(refused, "X-Error-Message")).toMatch(/owner\/name/);
  });

  it("is made by publishers of its owner alone, and no data set", async () => {
    await create({ name: "x", organization: "acme" }, reader).expect(403);
    await create({ name: "x", organization: "other" }).expect(403);
    await api.post("/api/repos/create").send({ name: "x", organization: "acme" }).expect(401);
    await create({ name: "x", organization: "acme", type: "dataset" }).expect(400);
  });

  it("has tags on versions, and none on expansions", async () => {
    await commit("tagged", [titled, inline(newFile())]).expect(200);
    const tag = (revision: string, named: string) =>
      post(`/api/models/acme/tagged/tag/${revision}`).send({ tag: named });
    await tag("main", "good").expect(200);
    await api.head("/acme/tagged/resolve/good-depth-4/config.json").expect(200);
    await tag("depth-4", "nine").expect(400);
    await tag("main", "depth-4").expect(400);
    await api
      .delete("/api/models/acme/tagged/tag/good")
      .set("Authorization", `Bearer ${publisher}`)
      .expect(200);
    await api.head("/acme/tagged/resolve/good/config.json").expect(404);
    await post("/api/models/acme/tagged/branch/next").send({}).expect(403);
  });

  it("is deleted by administrators of its owner", async () => {
    await commit("gone", [titled, inline(newFile())]).expect(200);
    const admin = await test.grant({ owner: "acme", scope: "admin" });
    const remove = (token: string) =>
      api
        .delete("/api/repos/delete")
        .set("Authorization", `Bearer ${token}`)
        .send({ name: "gone", organization: "acme" });
    await remove(publisher).expect(403);
    await remove(admin).expect(200);
    await api.get("/api/models/acme/gone").expect(404);
  });
});
