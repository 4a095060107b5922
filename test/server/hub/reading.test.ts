import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../../src/registry/index.js";
import { tinyCalibration } from "../../support/calibrations.js";
import { tinyManifest, trainingRecord } from "../../support/learngenes.js";
import { openTestRegistry, testApp, type TestRegistry } from "../support/api.js";
import { bytesOf } from "../support/body.js";
import {
  binary,
  bodyOf,
  classTokenManifest,
  gitId,
  headerOf as header,
  jsonOf,
  publishFile,
  sha256,
  type TreeEntry,
} from "./support.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
let file: Buffer;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  await publishFile(test.registry, "acme", "tiny", { description: "the first" });
  file = await publishFile(test.registry, "acme", "tiny", { training: trainingRecord("blobs") });
  await publishFile(test.registry, "acme", "token", classTokenManifest(tinyManifest()));
  await test.registry.setTag("acme", "tiny", "stable", "1", theProgram);
});
afterAll(() => test.remove());

const resolve = (revision: string, path: string, name = "tiny") =>
  api.get(`/acme/${name}/resolve/${revision}/${path}`).buffer(true).parse(binary);
const tree = async (revision: string, query = "recursive=true") =>
  bodyOf(await api.get(`/api/models/acme/tiny/tree/${revision}?${query}`).expect(200)) as TreeEntry[];

interface Config {
  readonly model_args: { readonly depth: number };
}

interface Planned {
  readonly plan: { readonly depth: number };
}

describe("a file of a revision", () => {
  it.each(["model.safetensors", "onnx/model.onnx", "learngene.safetensors"])(
    "%s has the SHA-256 of its bytes as its ETag, on HEAD too",
    async (path) => {
      const got = await resolve("main", path).expect(200);
      const head = await api.head(`/acme/tiny/resolve/main/${path}`).expect(200);
      for (const answer of [got, head]) {
        expect(header(answer, "ETag")).toBe(`"${sha256(bytesOf(got))}"`);
        expect(header(answer, "Content-Length")).toBe(String(bytesOf(got).byteLength));
        expect(header(answer, "X-Repo-Commit")).toMatch(/^[0-9a-f]{40}$/);
        expect(Object.keys(answer.headers as object).join()).not.toContain("xet");
      }
    },
  );

  it.each(["README.md", "config.json", "preprocessor_config.json"])(
    "%s, which is small, has git's id of its bytes",
    async (path) => {
      const got = await resolve("depth-2", path).expect(200);
      expect(header(got, "ETag")).toBe(`"${gitId(bytesOf(got))}"`);
    },
  );

  it("is what init gives of the same", async () => {
    const init = await api
      .get("/v1/learngenes/acme/tiny/versions/2/init?depth=4&format=onnx")
      .buffer(true)
      .parse(binary);
    expect(bytesOf(await resolve("depth-4", "onnx/model.onnx"))).toEqual(bytesOf(init));
  });

  it("is the learngene itself at main", async () => {
    expect(bytesOf(await resolve("main", "learngene.safetensors"))).toEqual(file);
    expect(bytesOf(await resolve("HEAD", "learngene.safetensors"))).toEqual(file);
    expect(bytesOf(await resolve("v1", "learngene.safetensors"))).not.toEqual(file);
    expect(bytesOf(await resolve("stable", "learngene.safetensors"))).not.toEqual(file);
    await resolve("depth-6", "learngene.safetensors").expect(404);
  });

  it("has at main the Aux-Net's own layers", async () => {
    expect(bytesOf(await resolve("main", "model.safetensors"))).toEqual(
      bytesOf(await resolve("layers-2.2.2", "model.safetensors")),
    );
  });

  it("comes in ranges, from the same path as everything that is expanded", async () => {
    const whole = bytesOf(await resolve("depth-3", "model.safetensors"));
    const rest = await resolve("depth-3", "model.safetensors").set("Range", "bytes=100-").expect(206);
    expect(bytesOf(rest)).toEqual(whole.subarray(100));
    expect(header(rest, "Content-Range")).toBe(`bytes 100-${whole.byteLength - 1}/${whole.byteLength}`);
    const first = await resolve("depth-3", "model.safetensors").set("Range", "bytes=0-0").expect(206);
    expect(header(first, "Content-Range")).toBe(`bytes 0-0/${whole.byteLength}`);
  });

  it("has one ETag for the same bytes in two revisions", async () => {
    const tags = await Promise.all(
      ["depth-6", "layers-2.2.2", "main", "params-1M-layers"]
        .slice(0, 3)
        .map(async (revision) =>
          header(await api.head(`/acme/tiny/resolve/${revision}/model.safetensors`), "ETag"),
        ),
    );
    expect(new Set(tags).size).toBe(1);
  });

  it("may be kept for good under a commit, and not under a name", async () => {
    const named = await api.head("/acme/tiny/resolve/depth-2/config.json");
    const pinned = await api.head(`/acme/tiny/resolve/${header(named, "X-Repo-Commit")}/config.json`);
    expect(header(named, "Cache-Control")).toBe("public, no-cache");
    expect(header(pinned, "Cache-Control")).toMatch(/immutable/);
    expect(header(pinned, "ETag")).toBe(header(named, "ETag"));
  });

  it("is served under raw as well", async () => {
    await api.head("/acme/tiny/raw/depth-2/config.json").expect(200);
    await api.head("/acme/tiny/raw/depth-2/none.json").expect(404);
  });

  it("describes a network that transformers loads, if that can", async () => {
    const config = jsonOf(await resolve("depth-2-transformers", "config.json", "token")) as Config;
    expect(config).toMatchObject({ model_type: "vit", num_hidden_layers: 2 });
    const refused = await resolve("depth-2-transformers", "config.json").expect(404);
    expect(header(refused, "X-Error-Code")).toBe("RevisionNotFound");
    expect(header(refused, "X-Error-Message")).toMatch(/mean pooling/);
  });
});

describe("a commit", () => {
  const commitOf = async (revision: string) =>
    header(await api.head(`/acme/tiny/resolve/${revision}/config.json`).expect(200), "X-Repo-Commit");

  it("is one for all names of one expansion, and another for each other", async () => {
    const [nine, same, short, half, v1] = await Promise.all(
      ["depth-9", "layers-3.3.3", "depth-8", "depth-9-fp16", "v1-depth-9"].map(commitOf),
    );
    expect(same).toBe(nine);
    expect(new Set([nine, short, half, v1]).size).toBe(4);
    expect(await commitOf(String(nine))).toBe(nine);
    expect(await commitOf("v2-depth-9")).toBe(nine);
    expect(await commitOf("v2")).toBe(await commitOf("main"));
    // It says more than depth-6: it has the learngene.
    expect(await commitOf("main")).not.toBe(await commitOf("depth-6"));
  });

  it("is known to a server that never gave it out", async () => {
    const nine = await commitOf("depth-9");
    const other = request(testApp(test.registry));
    const got = await other.head(`/acme/tiny/resolve/${nine}/model.safetensors`).expect(200);
    expect(header(got, "X-Repo-Commit")).toBe(nine);
  });

  it("is no revision of a learngene that does not have that version", async () => {
    const answer = await api.get(`/acme/token/resolve/${await commitOf("depth-9")}/config.json`).expect(404);
    expect(header(answer, "X-Error-Code")).toBe("RevisionNotFound");
  });
});

describe("the plan of a revision", () => {
  it.each([
    ["params-1k", "maxParams=1k"],
    ["bytes-5k", "maxBytes=5k"],
  ])("%s is the deepest that keeps the bound", async (revision, query) => {
    const config = jsonOf(await resolve(revision, "config.json").expect(200)) as Config;
    const depth = config.model_args.depth;
    const plan = await api.get(`/v1/learngenes/acme/tiny/versions/2/plan?${query}`);
    expect(depth).toBe((bodyOf(plan) as Planned).plan.depth);
  });

  it("may be bounded by the latency on a device", async () => {
    await test.registry.devices.calibrate("pi-5", [tinyCalibration()], theProgram);
    const query = "maxLatencyMs=9&device=pi-5";
    const plan = await api.get(`/v1/learngenes/acme/tiny/versions/2/plan?${query}`).expect(200);
    const config = jsonOf(await resolve("latency-9ms-pi-5", "config.json").expect(200)) as Config;
    expect(config).toMatchObject({
      model_args: { depth: (bodyOf(plan) as Planned).plan.depth },
    });
    await resolve("latency-9ms-nobody", "config.json").expect(404);
  });
});

describe("a tree", () => {
  it("lists what there is with the ids and sizes of the very bytes", async () => {
    const entries = await tree("depth-2");
    expect(entries.map(({ path }) => path)).toEqual([
      "onnx",
      "README.md",
      "config.json",
      "model.safetensors",
      "onnx/model.onnx",
      "preprocessor_config.json",
    ]);
    for (const { type, path, size, oid, lfs } of entries) {
      if (type === "file") {
        const bytes = bytesOf(await resolve("depth-2", path));
        expect(size, path).toBe(bytes.byteLength);
        expect(lfs?.oid ?? oid, path).toBe(lfs === undefined ? gitId(bytes) : sha256(bytes));
        expect(oid).toMatch(/^[0-9a-f]{40}$/);
      }
    }
  });

  it("has folders, however their paths are written", async () => {
    expect((await tree("depth-2", "")).map(({ path }) => path)).not.toContain("onnx/model.onnx");
    expect((await tree("depth-2/onnx", "")).map(({ path }) => path)).toEqual(["onnx/model.onnx"]);
    const pinned = await tree("depth-2", "recursive=true&expand=true");
    expect(pinned[0]?.lastCommit?.id).toMatch(/^[0-9a-f]{40}$/);
    const none = await api.get("/api/models/acme/tiny/tree/depth-2/nothing").expect(404);
    expect(header(none, "X-Error-Code")).toBe("EntryNotFound");
  });

  it("tells of single paths, asked for as a form or as JSON", async () => {
    const ask = () => api.post("/api/models/acme/tiny/paths-info/depth-2");
    const form = await ask().type("form").send("paths=config.json&paths=none&expand=false").expect(200);
    const json = await ask()
      .send({ paths: ["config.json", "onnx"], expand: true })
      .expect(200);
    expect((bodyOf(form) as TreeEntry[]).map(({ path }) => path)).toEqual(["config.json"]);
    expect((bodyOf(json) as TreeEntry[]).map(({ type, path }) => [type, path])).toEqual([
      ["directory", "onnx"],
      ["file", "config.json"],
    ]);
    expect((bodyOf(json) as TreeEntry[])[1]?.lastCommit?.id).toMatch(/^[0-9a-f]{40}$/);
  });
});
