import request, { type Response } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { theProgram } from "../../../src/registry/index.js";
import { tinyManifest, trainingRecord } from "../../support/learngenes.js";
import { openTestRegistry, testApp, type TestRegistry } from "../support/api.js";
import { bytesOf } from "../support/body.js";
import { binary, bodyOf, classTokenManifest, headerOf as header, publishFile } from "./support.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  await publishFile(test.registry, "acme", "tiny", { description: "the first" });
  await publishFile(test.registry, "acme", "tiny", { training: trainingRecord("blobs") });
  await publishFile(test.registry, "acme", "token", classTokenManifest(tinyManifest()));
  await test.registry.setTag("acme", "tiny", "stable", "1", theProgram);
});
afterAll(() => test.remove());

const resolve = (revision: string, path: string) =>
  api.get(`/acme/tiny/resolve/${revision}/${path}`).buffer(true).parse(binary);

interface Model {
  readonly sha: string;
  readonly siblings: readonly { readonly rfilename: string }[];
}

interface Refs {
  readonly branches: readonly { readonly name: string }[];
  readonly tags: readonly { readonly name: string; readonly targetCommit: string }[];
}

describe("a model", () => {
  it("is described with all that clients read", async () => {
    const model = await api.get("/api/models/acme/tiny?blobs=true&securityStatus=true").expect(200);
    expect(model.body).toMatchObject({
      id: "acme/tiny",
      author: "acme",
      sha: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      private: false,
      gated: false,
      library_name: "timm",
      pipeline_tag: "image-classification",
      cardData: { license: "apache-2.0", datasets: ["blobs"] },
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
    const { siblings, sha } = bodyOf(model) as Model;
    expect(siblings.map(({ rfilename }) => rfilename)).toContain("learngene.safetensors");
    const pinned = await api.get(`/api/models/acme/tiny/revision/${sha}`).expect(200);
    expect((bodyOf(pinned) as Model).sha).toBe(sha);
    const head = await api.get("/api/models/acme/tiny/revision/HEAD?expand=sha").expect(200);
    expect((bodyOf(head) as Model).sha).toBe(sha);
  });

  it("has a card whose front matter is sound and which names the revision", async () => {
    const card = bytesOf(await resolve("depth-4", "README.md")).toString();
    const [, front = ""] = card.split("---\n");
    expect(parse(front)).toMatchObject({ license: "apache-2.0", library_name: "timm" });
    expect(card).toContain('timm.create_model("hf-hub:acme/tiny@depth-4", pretrained=True)');
  });

  it("has main, a tag for each version and the tags that were set as refs", async () => {
    const { branches, tags } = bodyOf(await api.get("/api/models/acme/tiny/refs").expect(200)) as Refs;
    expect(branches.map(({ name }) => name)).toEqual(["main"]);
    expect(tags.map(({ name }) => name).sort()).toEqual(["stable", "v1", "v2"]);
    const commit = tags.find(({ name }) => name === "stable")?.targetCommit ?? "";
    const pinned = bytesOf(await resolve(commit, "learngene.safetensors").expect(200));
    expect(pinned).toEqual(bytesOf(await resolve("v1", "learngene.safetensors")));
  });

  it("has its versions as commits", async () => {
    const main = await api.get("/api/models/acme/tiny/commits/main").expect(200);
    expect((bodyOf(main) as { title: string }[]).map(({ title }) => title)).toEqual([
      "Version 2",
      "Version 1",
    ]);
    const expansion = await api.get("/api/models/acme/tiny/commits/depth-2").expect(200);
    expect(expansion.body).toHaveLength(1);
  });
});

describe("lists", () => {
  const names = (answer: Response) => (bodyOf(answer) as { id: string }[]).map(({ id }) => id);

  it("go on page by page, by absolute addresses", async () => {
    const first = await api.get("/api/models?limit=1&full=true&author=acme").expect(200);
    const [, next = ""] = /^<(http[^>]+)>; rel="next"$/.exec(header(first, "Link")) ?? [];
    const url = new URL(next);
    const second = await api.get(url.pathname + url.search).expect(200);
    expect([...names(first), ...names(second)]).toEqual(["acme/tiny", "acme/token"]);
    expect(second.headers).not.toHaveProperty("link");
  });

  it("hold what all filters fit", async () => {
    const list = async (query: string) => names(await api.get(`/api/models?${query}`).expect(200));
    expect(await list("filter=timm&filter=dataset:blobs")).toEqual(["acme/tiny"]);
    expect(await list("filter=license:apache-2.0&filter=vit&author=acme")).toHaveLength(2);
    expect(await list("filter=bert")).toEqual([]);
    expect(await list("author=nobody")).toEqual([]);
    expect(await list("search=token")).toEqual(["acme/token"]);
    expect(await list("pipeline_tag=text-generation")).toEqual([]);
    expect(await list("filter=dataset:blobs&filter=dataset:other")).toEqual([]);
  });
});

describe("an owner that is called as a part of the Hub's paths is", () => {
  it("is served by both protocols", async () => {
    await publishFile(test.registry, "resolve", "raw");
    await api.get("/v1/learngenes/resolve/raw/versions/1").expect(200);
    await api.get("/v1/learngenes/resolve/raw/versions/1/config?depth=2").expect(200);
    await api.get("/resolve/raw/resolve/main/config.json").expect(200);
    await api.get("/api/models/resolve/raw").expect(200);
  });
});

describe("what is not there", () => {
  it.each([
    ["/acme/none/resolve/main/config.json", "RepoNotFound"],
    ["/acme/none/resolve/depth-0/config.json", "RepoNotFound"],
    ["/acme/tiny/resolve/depth-0/config.json", "RevisionNotFound"],
    ["/acme/tiny/resolve/v9/config.json", "RevisionNotFound"],
    ["/acme/tiny/resolve/nightly/config.json", "RevisionNotFound"],
    ["/acme/tiny/resolve/layers-1.1/config.json", "RevisionNotFound"],
    ["/acme/tiny/resolve/params-3/config.json", "RevisionNotFound"],
    [`/acme/tiny/resolve/${"0".repeat(40)}/config.json`, "RevisionNotFound"],
    ["/acme/tiny/resolve/main/a%20file/with%20spaces.txt", "EntryNotFound"],
    ["/acme/tiny/resolve/main/pytorch_model.bin", "EntryNotFound"],
    ["/bert-base-uncased/resolve/main/config.json", "RepoNotFound"],
    ["/api/models/acme/none", "RepoNotFound"],
    ["/api/models/acme/bad--name", "RepoNotFound"],
    ["/api/models/bert-base-uncased", "RepoNotFound"],
    ["/api/models/acme/tiny/revision/none", "RevisionNotFound"],
    ["/api/models/acme/tiny/tree/none?recursive=true", "RevisionNotFound"],
    ["/api/models/acme/none/refs", "RepoNotFound"],
  ])("%s is told of as %s, on HEAD too", async (path, code) => {
    for (const answer of [await api.get(path), await api.head(path)]) {
      expect(answer.status).toBe(404);
      expect(header(answer, "X-Error-Code")).toBe(code);
      expect(header(answer, "X-Error-Message")).toMatch(/^[ -~]+$/);
      if (code === "EntryNotFound") {
        expect(header(answer, "X-Repo-Commit")).toMatch(/^[0-9a-f]{40}$/);
      }
    }
    expect((await api.get(path)).body).toEqual({ error: expect.any(String) as string });
  });

  it("of the protocol is told of as an object that clients can read", async () => {
    expect((await api.get("/api/spaces/a/b").expect(404)).body).toEqual({
      error: expect.any(String) as string,
    });
  });
});
