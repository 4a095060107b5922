import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, testApp } from "../support/api.js";
import { openTokenRegistry, type TokenRegistry } from "../support/tokens.js";
import {
  commitText,
  inline,
  large,
  limits,
  newFile,
  newLargeFile,
  path,
  titled,
  type Line,
} from "./commits.js";
import { bodyOf, headerOf as header, sha256 } from "./support.js";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
let publisher = "";

beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry, { limits }));
  publisher = await test.grant({ owner: "acme", scope: "publish" });
});
afterAll(() => test.remove());

const post = (route: string) => api.post(route).set("Authorization", `Bearer ${publisher}`);
const commit = (name: string, lines: readonly Line[]) =>
  post(`/api/models/acme/${name}/commit/main`).type("application/x-ndjson").send(commitText(lines));
const digestAt = async (name: string, ref = "latest") =>
  (await test.registry.resolve("acme", name, ref)).digest;

interface Action {
  readonly href: string;
  readonly header?: Readonly<Record<string, string>>;
}
interface BatchObject {
  readonly actions?: { readonly upload: Action };
  readonly error?: { readonly code: number };
}
const batch = async (name: string, file: Buffer, size = file.byteLength) => {
  const answer = await post(`/acme/${name}.git/info/lfs/objects/batch`)
    .type("application/vnd.git-lfs+json")
    .send({
      operation: "upload",
      transfers: ["basic", "multipart", "xet"],
      hash_algo: "sha256",
      objects: [{ oid: sha256(file), size }],
    })
    .expect(200);
  const { transfer, objects } = bodyOf(answer) as { transfer: string; objects: BatchObject[] };
  expect(transfer).toBe("basic");
  return objects[0] ?? {};
};
/** Where an address leads, without a token, as clients go there. */
const at = (href = "") => href.replace(/^http:\/\/[^/]+/, "");
const put = (href: string | undefined, bytes: Buffer) => api.put(at(href)).send(bytes);

describe("a file by Git LFS", () => {
  it("is put to its address, then committed, and not asked for again", async () => {
    const file = newLargeFile();
    const { actions } = await batch("lfs", file);
    expect(actions?.upload.header).toBeUndefined();
    await put(actions?.upload.href, file).expect(200);
    await put(actions?.upload.href, file).expect(200);
    await commit("lfs", [titled, large(file)]).expect(200);
    expect(await digestAt("lfs")).toBe(`sha256:${sha256(file)}`);
    expect(await batch("lfs", file)).not.toHaveProperty("actions");
    await commit("lfs", [titled, large(file)]).expect(200);
    const again = await post("/api/models/acme/lfs/preupload/main").send({ files: [{ path, size: 7_000 }] });
    expect(bodyOf(again)).toMatchObject({ files: [{ oid: sha256(file) }] });
  });

  it("comes in parts, in any order, if it is long", async () => {
    const file = learngeneFile({ stages: Array.from({ length: 30 }, () => ({ layers: 1 })) });
    expect(file.byteLength).toBeGreaterThan(limits.maxBasicBytes);
    const { actions } = await batch("parts", file);
    const { chunk_size: chunk, ...urls } = actions?.upload.header ?? {};
    expect(chunk).toBe("3000");
    expect(Object.keys(urls)).toHaveLength(Math.ceil(file.byteLength / 3000));
    const cut = Object.entries(urls).map(([number, href]) => {
      const start = (Number(number) - 1) * 3000;
      return { number: Number(number), href, bytes: file.subarray(start, start + 3000) };
    });
    const complete = () => api.post(at(actions?.upload.href)).send({ oid: sha256(file), parts: [] });
    await complete().expect(400);
    for (const { href, bytes } of cut.reverse()) {
      const answer = await put(href, bytes).expect(200);
      expect(header(answer, "ETag")).toBe(`"${sha256(bytes)}"`);
    }
    await complete().expect(200);
    await commit("parts", [titled, large(file)]).expect(200);
    expect(await digestAt("parts")).toBe(`sha256:${sha256(file)}`);
  });

  it("of another digest or length is refused, and leaves nothing", async () => {
    const file = newLargeFile();
    const { actions } = await batch("wrong", file);
    const other = Buffer.from(file);
    other[other.length - 1] = 255 - (other[other.length - 1] ?? 0);
    expect(header(await put(actions?.upload.href, other).expect(400), "X-Error-Message")).toMatch(/digest/);
    await put(actions?.upload.href, file.subarray(1)).expect(400);
    await put(actions?.upload.href, Buffer.concat([file, file])).expect(413);
    const answer = await commit("wrong", [titled, large(file)]).expect(400);
    expect(header(answer, "X-Error-Message")).toMatch(/was not uploaded/);
    await commit("wrong", [titled, large(file, file.byteLength - 1)]).expect(400);
  });

  it("goes only where, and as what, its address was given out for", async () => {
    const file = newLargeFile();
    const href = at((await batch("signed", file)).actions?.upload.href);
    for (const forged of [
      href.replace(/signature=./, "signature=0"),
      href.replace("acme/signed", "acme/other"),
      href.replace(sha256(file), "0".repeat(64)),
      href.replace(/expires=\d/, "expires=9"),
      href.replace(/start=0/, "start=1"),
      href.replace(/signature=.*/, ""),
    ]) {
      expect([forged, (await put(forged, file)).status]).toEqual([forged, forged === href ? 200 : 401]);
    }
    await api.post(href).send({}).expect(401);
  });

  it("that came for one learngene is no other's", async () => {
    const file = newLargeFile();
    await put((await batch("mine", file)).actions?.upload.href, file).expect(200);
    await commit("theirs", [titled, large(file)]).expect(400);
  });

  it("over the server's limit is refused for itself", async () => {
    expect(await batch("huge", newFile(), 2 * 1024 * 1024)).toMatchObject({ error: { code: 413 } });
  });
});

describe("a server that takes no writes", () => {
  it("takes none by this protocol either", async () => {
    const readOnly = request(testApp(test.registry, { limits, access: { readOnly: true } }));
    const file = newLargeFile();
    const href = at((await batch("locked", file)).actions?.upload.href);
    const auth = { Authorization: `Bearer ${publisher}` };
    for (const asked of [
      readOnly.post("/api/repos/create").set(auth).send({ name: "x", organization: "acme" }),
      readOnly.post("/api/models/acme/x/commit/main").set(auth).send("{}"),
      readOnly.put(href).send(file),
    ]) {
      await asked.expect(403);
    }
    await commit("locked", [titled, inline(newFile())]).expect(200);
    await readOnly.post("/api/models/acme/locked/paths-info/main").send({ paths: [] }).expect(200);
  });
});
