import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createRepo,
  downloadFile,
  fileDownloadInfo,
  fileExists,
  HubApiError,
  listCommits,
  listFiles,
  listModels,
  modelInfo,
  parseSafetensorsMetadata,
  pathsInfo,
  repoExists,
  uploadFile,
  whoAmI,
} from "@huggingface/hub";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNetwork, bytesAccess } from "../../../src/formats/index.js";
import { learngeneFile, testApp } from "../support/api.js";
import { openTokenRegistry, type TokenRegistry } from "../support/tokens.js";
import { publishFile, sha256 } from "./support.js";

let test: TokenRegistry;
let server: Server;
let hubUrl = "";
let accessToken = "";

beforeAll(async () => {
  test = await openTokenRegistry();
  const limits = { maxInlineBytes: 6_500, maxBasicBytes: 8_000, lfsPartBytes: 3_000 };
  server = createServer(testApp(test.registry, { limits }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await publishFile(test.registry, "acme", "tiny");
  await publishFile(test.registry, "acme", "other", { description: "another" });
  accessToken = `hf_${await test.grant({ owner: "acme", scope: "publish" })}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await test.remove();
});

const repo = "acme/tiny";

/** All of what is given one by one. */
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

describe("the Hub's client in JavaScript", () => {
  it("finds models, their files and their history", async () => {
    const models = await all(
      listModels({ hubUrl, search: { owner: "acme", tags: ["timm", "vit"] }, limit: 2 }),
    );
    expect(models.map(({ name }) => name)).toEqual(["acme/other", "acme/tiny"]);
    const info = await modelInfo({ name: repo, hubUrl, additionalFields: ["sha", "tags", "library_name"] });
    expect(info).toMatchObject({
      name: repo,
      task: "image-classification",
      private: false,
      library_name: "timm",
    });
    const files = await all(listFiles({ repo, hubUrl, revision: "depth-2", recursive: true, expand: true }));
    const model = files.find(({ path }) => path === "onnx/model.onnx");
    expect(model?.lfs?.oid).toMatch(/^[0-9a-f]{64}$/);
    expect((await all(listCommits({ repo, hubUrl }))).map(({ title }) => title)).toEqual(["Version 1"]);
    expect(await repoExists({ repo, hubUrl })).toBe(true);
    expect(await repoExists({ repo: "acme/none", hubUrl })).toBe(false);
    expect(await fileExists({ repo, path: "config.json", hubUrl })).toBe(true);
    expect(await fileExists({ repo, path: "none.json", hubUrl })).toBe(false);
    const paths = await pathsInfo({ repo, paths: ["config.json"], hubUrl, expand: true });
    expect(paths[0]?.lastCommit.id).toMatch(/^[0-9a-f]{40}$/);
  });

  it("downloads a file whole and in part", async () => {
    const asked = { repo, path: "model.safetensors", revision: "depth-4", hubUrl };
    const info = await fileDownloadInfo(asked);
    const blob = await downloadFile(asked);
    const bytes = Buffer.from(await (blob as Blob).arrayBuffer());
    expect(info).toMatchObject({ size: bytes.byteLength, etag: `"${sha256(bytes)}"` });
    expect((await readNetwork(bytesAccess(bytes))).manifest.depth).toBe(4);
    const part = Buffer.from(await (blob as Blob).slice(8, 100).arrayBuffer());
    expect(part).toEqual(bytes.subarray(8, 100));
    const metadata = await parseSafetensorsMetadata({ ...asked, computeParametersCount: true });
    expect(metadata.parameterCount.F32).toBeGreaterThan(0);
  });

  it("gives nothing for a file that is not there, and its own error for what else is not", async () => {
    expect(await downloadFile({ repo, path: "none.bin", hubUrl })).toBeNull();
    const none = modelInfo({ name: "acme/none", hubUrl });
    await expect(none).rejects.toThrow(HubApiError);
    await expect(none).rejects.toThrow(/there is no learngene acme\/none/);
  });

  it.each([
    ["inside a commit", "", 3, 0],
    ["by Git LFS", "x".repeat(1_500), 3, 6_500],
    ["by Git LFS in parts", "", 20, 8_000],
  ])("publishes a version %s", async (_way, description, stages, longerThan) => {
    const file = learngeneFile({
      description,
      stages: Array.from({ length: stages }, () => ({ layers: 2 })),
    });
    expect(file.byteLength).toBeGreaterThan(longerThan);
    const name = `acme/js-${longerThan}`;
    await createRepo({ repo: name, accessToken, hubUrl, visibility: "private" });
    const content = new Blob([file]);
    const sent = { repo: name, accessToken, hubUrl, file: { path: "learngene.safetensors", content } };
    const publish = async () => ((await uploadFile(sent)) as { commit: { oid: string } }).commit.oid;
    const commit = await publish();
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    const stored = await downloadFile({ repo: name, path: "learngene.safetensors", accessToken, hubUrl });
    expect(sha256(Buffer.from(await (stored as Blob).arrayBuffer()))).toBe(sha256(file));
    expect(await publish()).toBe(commit);
    expect(await downloadFile({ repo: name, path: "config.json", hubUrl }).catch(String)).toMatch(
      /no learngene/,
    );
  });

  it("is told why another file is not taken", async () => {
    const file = { path: "README.md", content: new Blob(["# card"]) };
    await expect(uploadFile({ repo, accessToken, hubUrl, file })).rejects.toThrow(/learngenes alone/);
  });

  it("knows whose its token is", async () => {
    expect(await whoAmI({ accessToken, hubUrl })).toMatchObject({ type: "user", name: "acme" });
  });
});
