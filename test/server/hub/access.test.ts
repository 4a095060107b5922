import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testApp } from "../support/api.js";
import { openTokenRegistry, root, type TokenRegistry } from "../support/tokens.js";
import { headerOf as header, publishFile } from "./support.js";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
const tokens = new Map<string, string>();

beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  await publishFile(test.registry, "acme", "open");
  await publishFile(test.registry, "acme", "secret", { description: "secret" }, "private");
  tokens.set("reader", await test.grant({ owner: "acme", scope: "read" }));
  tokens.set("publisher", await test.grant({ owner: "acme", scope: "publish" }));
  tokens.set("other", await test.grant({ owner: "other", scope: "admin" }));
  tokens.set("expired", await test.grantExpired({ owner: "acme", scope: "read" }));
  tokens.set("expired elsewhere", await test.grantExpired({ owner: "other", scope: "read" }));
  tokens.set("unknown", "hf_somebodysTokenOfTheHub");
  tokens.set("reader in JavaScript", `hf_${tokens.get("reader") ?? ""}`);
});
afterAll(() => test.remove());

const ask = (path: string, asker: string) => {
  const asked = api.get(path);
  const token = tokens.get(asker);
  return token === undefined ? asked : asked.set("Authorization", `Bearer ${token}`);
};

describe("a private learngene", () => {
  const paths = [
    "/acme/secret/resolve/main/config.json",
    "/api/models/acme/secret",
    "/api/models/acme/secret/tree/main?recursive=true",
    "/api/models/acme/secret/refs",
    "/api/models/acme/secret/commits/main",
    "/api/models/acme/secret/auth-check",
  ];

  it.each(paths)("%s is not there but for readers", async (path) => {
    for (const asker of ["nobody", "other", "unknown", "expired elsewhere"]) {
      const answer = await ask(path, asker);
      expect([asker, answer.status, header(answer, "X-Error-Code")]).toEqual([asker, 404, "RepoNotFound"]);
    }
    for (const asker of ["reader", "publisher", "reader in JavaScript"]) {
      await ask(path, asker).expect(200);
    }
  });

  it.each(paths)("%s tells whose token has expired, whether or not it is there", async (path) => {
    for (const asked of [path, path.replace("secret", "nothing")]) {
      const answer = await ask(asked, "expired").expect(403);
      expect(header(answer, "X-Error-Code")).toBe("GatedRepo");
      expect(header(answer, "X-Error-Message")).toMatch(/has expired/);
    }
  });

  it("is not kept by caches that all share, and not listed for others", async () => {
    const file = await ask("/acme/secret/resolve/main/config.json", "reader");
    expect(header(file, "Cache-Control")).toBe("private, no-cache");
    const names = async (asker: string) =>
      ((await ask("/api/models", asker).expect(200)).body as { id: string }[]).map(({ id }) => id);
    expect(await names("nobody")).toEqual(["acme/open"]);
    expect(await names("reader")).toEqual(["acme/open", "acme/secret"]);
  });

  it("does not show by a commit that somebody else found", async () => {
    const file = await ask("/acme/secret/resolve/main/config.json", "reader");
    const commit = header(file, "X-Repo-Commit");
    expect(header(await ask(`/acme/open/resolve/${commit}/config.json`, "nobody"), "X-Error-Code")).toBe(
      "RevisionNotFound",
    );
    await ask(`/acme/secret/resolve/${commit}/config.json`, "nobody").expect(404);
  });
});

describe("a public learngene", () => {
  it("is read with any token or none: clients send what they have", async () => {
    for (const asker of ["nobody", ...tokens.keys()]) {
      await ask("/acme/open/resolve/main/config.json", asker).expect(200);
    }
  });
});

describe("whoami", () => {
  it("tells who a token is for, and what it may do", async () => {
    const publisher = await ask("/api/whoami-v2", "publisher").expect(200);
    expect(publisher.body).toMatchObject({
      type: "user",
      name: "acme",
      orgs: [],
      auth: { accessToken: { displayName: "test", role: "write" } },
    });
    const reader = await ask("/api/whoami-v2", "reader").expect(200);
    expect(reader.body).toMatchObject({
      name: "test",
      orgs: [{ name: "acme" }],
      auth: { accessToken: { role: "read" } },
    });
  });

  it.each(["nobody", "unknown", "expired"])("is 401 for %s", async (asker) => {
    const answer = await ask("/api/whoami-v2", asker).expect(401);
    expect(answer.body).toEqual({ error: expect.any(String) as string });
  });

  it("is told of a token that was revoked", async () => {
    const { token, secret } = await test.registry.access.createToken(
      { name: "gone", grants: [{ owner: "acme", scope: "read" }] },
      root,
    );
    await test.registry.access.revokeToken(token.id, root);
    const answer = await api
      .get("/api/models/acme/secret")
      .set("Authorization", `Bearer ${secret}`)
      .expect(403);
    expect(header(answer, "X-Error-Message")).toMatch(/was revoked/);
  });
});
