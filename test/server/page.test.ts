import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { openTestRegistry, testApp, type TestRegistry } from "./support/api.js";

const html = "<!doctype html><title>Learngene</title>";
const script = "console.log('page')";

describe("the page", () => {
  const directory = temporaryDirectory();
  let opened: TestRegistry;
  let api: ReturnType<typeof request>;

  beforeAll(async () => {
    opened = await openTestRegistry();
    mkdirSync(join(directory, "page/runtime"), { recursive: true });
    writeFileSync(join(directory, "index.html"), html);
    writeFileSync(join(directory, "page/index-a1B2_c3D.js"), script);
    writeFileSync(join(directory, "page/index-a1B2_c3D.js.gz"), gzipSync(script));
    writeFileSync(join(directory, "page/runtime/ort.wasm"), "\0asm");
    api = request(testApp(opened.registry, { pageDirectory: directory }));
  });

  afterAll(() => opened.remove());

  it("is at / for browsers, and a pointer to the contract for programs", async () => {
    const page = await api.get("/").set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    expect({ text: page.text, type: page.type }).toEqual({ text: html, type: "text/html" });
    expect(page.get("Vary")).toContain("Accept");
    expect((await api.get("/")).body).toMatchObject({ contract: "/openapi.json" });
    expect((await api.get("/").set("Accept", "application/json")).type).toBe("application/json");
  });

  it("may ask nobody but this server, by its policy", async () => {
    for (const path of ["/", "/page/index-a1B2_c3D.js", "/page/runtime/ort.wasm"]) {
      const policy = (await api.get(path).set("Accept", "text/html")).get("Content-Security-Policy");
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/https?:|\*|unsafe-inline|'unsafe-eval'/);
    }
  });

  it("sends what is compressed to who takes it", async () => {
    const path = "/page/index-a1B2_c3D.js";
    const compressed = await api.get(path).set("Accept-Encoding", "gzip");
    expect(compressed.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
    expect(compressed.text).toBe(script);
    const plain = await api.get(path).set("Accept-Encoding", "identity");
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.text).toBe(script);
  });

  it("is asked for again where its name does not change with it, and answered with 304", async () => {
    const first = await api.get("/page/runtime/ort.wasm");
    expect(first.headers).toMatchObject({ "cache-control": "no-cache", "content-type": "application/wasm" });
    await api
      .get("/page/runtime/ort.wasm")
      .set("If-None-Match", first.get("ETag") ?? "")
      .expect(304);
  });

  it("gives nothing that lies beside it", async () => {
    const outside = await api.get("/page/%2e%2e/%2e%2e/package.json");
    expect(outside.status).toBeGreaterThanOrEqual(400);
    await api
      .get("/page/none.js")
      .expect(404)
      .expect("Content-Type", /problem\+json/);
  });

  it("is missing without a build, and the API is there all the same", async () => {
    const bare = request(testApp(opened.registry, { pageDirectory: join(directory, "none") }));
    expect((await bare.get("/").set("Accept", "text/html")).body).toMatchObject({ name: "learngene" });
    await bare.get("/v1/learngenes").expect(200);
  });
});
