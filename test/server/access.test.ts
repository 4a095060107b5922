import request, { type Test } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { createLogger, type AccessOptions } from "../../src/server/index.js";
import { eventually } from "../support/eventually.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, testApp } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, root, type TokenRegistry } from "./support/tokens.js";

const log: string[] = [];
const logger = createLogger("debug", { write: (line) => log.push(line) });
const learngene = "/v1/learngenes/acme/tiny";

let test: TokenRegistry;
/** One app for all that ask for the same: making one takes long. */
const apps = new Map<string, ReturnType<typeof testApp>>();
function api(access: AccessOptions = {}): ReturnType<typeof request> {
  const key = JSON.stringify(access);
  const app = apps.get(key) ?? testApp(test.registry, { access, logger });
  apps.set(key, app);
  return request(app);
}
const setTag = (to: ReturnType<typeof request>) => to.put(`${learngene}/tags/stable`).send({ version: 1 });
const everything = [{ owner: "*", scope: "admin" }];

async function publish(name: string): Promise<void> {
  const file = learngeneFile({ description: name });
  const body = bytesSource(file).stream(0, file.byteLength);
  await test.registry.publish({ owner: "acme", name, body }, theProgram);
}

beforeAll(async () => {
  test = await openTokenRegistry();
  await publish("tiny");
  await publish("secret");
  await test.registry.changeDetails("acme", "secret", { visibility: "private" }, theProgram);
});
afterAll(() => test.remove());

// First of all, while there is no token.
describe("before there is a token", () => {
  it("everything is for this machine", async () => {
    await setTag(api()).expect(200).expect(matchesContract);
    const whoami = await api().get("/v1/whoami").expect(200).expect(matchesContract);
    expect(whoami.body).toEqual({ grants: everything });
    await api().get("/v1/learngenes/acme/secret").expect(200);
    // Programs send what tokens they have.
    await setTag(api()).set("Authorization", "Bearer of-another-service").expect(200);
  });

  it.each([
    ["came through a proxy", { "X-Forwarded-For": "127.0.0.1" }],
    ["came through a proxy that names it otherwise", { Forwarded: "for=127.0.0.1" }],
    ["was sent by the page of another site", { Origin: "https://example.com" }],
    ["was sent by a page without an origin", { Origin: "null" }],
    ["was sent by a page whose name was made to stand for this machine", { Host: "example.com:8080" }],
    ["was sent across sites", { "Sec-Fetch-Site": "cross-site" }],
  ])("nothing but reading what is public is for a request that %s", async (_, headers) => {
    const refused = await setTag(api()).set(headers).expect(401).expect(matchesContract);
    expect(refused.headers["www-authenticate"]).toBe('Bearer realm="learngene"');
    expect(valueOf(refused, "detail")).toContain("its own machine");
    await api().get(learngene).set(headers).expect(200);
    await api().get("/v1/learngenes/acme/secret").set(headers).expect(404);
    const list = await api().get("/v1/learngenes").set(headers).expect(200);
    expect(JSON.stringify(list.body)).not.toContain("secret");
    await api().get("/v1/tokens").set(headers).expect(401).expect(matchesContract);
  });

  it("everything is for a page that this machine serves", async () => {
    await setTag(api()).set("Origin", "http://localhost:3000").expect(200);
    await setTag(api()).set("Host", "localhost").expect(200);
    await setTag(api()).set("Host", "[::1]:8080").expect(200);
  });

  it("an insecure server lets everybody do everything", async () => {
    await setTag(api({ insecure: true }))
      .set("X-Forwarded-For", "192.0.2.1")
      .expect(200);
  });
});

describe("once there is a token", () => {
  let secret = "";
  beforeAll(async () => {
    secret = await test.grant({ owner: "acme", scope: "publish" });
  });
  const as = (token: string, sent: Test) => sent.set("Authorization", `Bearer ${token}`);

  it("this machine needs one too, and so do users of an insecure server", async () => {
    for (const options of [{}, { insecure: true }]) {
      const refused = await setTag(api(options)).expect(401).expect(matchesContract);
      expect(refused.body).toMatchObject({
        detail: "this request needs a token",
        fix: "Send Authorization: Bearer and a token that is granted publish on acme.",
      });
    }
    expect((await api().get("/v1/whoami").expect(200)).body).toEqual({ grants: [] });
  });

  it("who has one is told what it is for", async () => {
    const whoami = await as(secret, api().get("/v1/whoami")).expect(200).expect(matchesContract);
    expect(whoami.body).toMatchObject({
      token: { name: "test", state: "active" },
      grants: [{ owner: "acme", scope: "publish" }],
    });
    expect(whoami.text).not.toContain(secret);
  });

  it("the audit log names the token, the request and where it came from", async () => {
    const { headers } = await as(secret, setTag(api())).expect(200);
    const { items } = await test.registry.access.listAudit({ owner: "acme", name: "tiny", limit: 1 }, root);
    expect(items[0]).toMatchObject({
      action: "tag.set",
      tokenName: "test",
      requestId: headers["x-request-id"],
    });
    expect(items[0]?.remoteAddress).toMatch(/127\.0\.0\.1$/);
  });

  it("believes proxies that it was told to trust about where requests come from, and no others", async () => {
    for (const [trustProxy, address] of [
      [["loopback"], /^192\.0\.2\.9$/],
      [["10.0.0.0/8"], /127\.0\.0\.1$/],
    ] as const) {
      await as(secret, setTag(api({ trustProxy })))
        .set("X-Forwarded-For", "192.0.2.9")
        .expect(200);
      const { items } = await test.registry.access.listAudit({ limit: 1 }, root);
      expect(items[0]?.remoteAddress).toMatch(address);
    }
  });

  it("a token of no use is named in the answer, to reads by a header alone", async () => {
    const expired = await test.grantExpired({ owner: "acme", scope: "admin" });
    const { token, secret: revoked } = await test.registry.access.createToken(
      { name: "revoked", grants: [{ owner: "acme", scope: "admin" }] },
      root,
    );
    await test.registry.access.revokeToken(token.id, root);
    for (const [authorization, why] of [
      [`Bearer ${expired}`, "the token has expired"],
      [`Bearer ${revoked}`, "the token was revoked"],
      [`Bearer lg_${"x".repeat(43)}`, "the token is unknown"],
      ["Bearer hf_other", "the token is unknown"],
    ] as const) {
      const challenge = `Bearer realm="learngene", error="invalid_token", error_description="${why}"`;
      for (const sent of [setTag(api()), api().get("/v1/whoami")]) {
        const refused = await sent.set("Authorization", authorization).expect(401).expect(matchesContract);
        expect(refused.headers["www-authenticate"]).toBe(challenge);
        expect(refused.body).toMatchObject({ detail: why, field: "Authorization" });
      }
      const read = await api().get(learngene).set("Authorization", authorization).expect(200);
      expect(read.headers["www-authenticate"]).toBe(challenge);
    }
    const basic = await setTag(api()).set("Authorization", "Basic YTpi").expect(401);
    expect(valueOf(basic, "detail")).toBe("the Authorization header holds no bearer token");
  });

  it("one that is granted too little is told what it lacks", async () => {
    const refused = await as(secret, api().get("/v1/audit")).expect(403).expect(matchesContract);
    expect(refused.body).toMatchObject({
      type: "urn:learngene:problem:forbidden",
      detail: "this token is not granted admin on an owner",
    });
  });

  it("administrators make, list and revoke tokens", async () => {
    const admin = await test.grant({ owner: "acme", scope: "admin" });
    const wanted = {
      name: "ci",
      grants: [{ owner: "acme", scope: "read" }],
      expiresAt: "2099-01-01T00:00:00.000Z",
    };
    const made = await as(admin, api().post("/v1/tokens").send(wanted)).expect(201).expect(matchesContract);
    expect(made.headers["cache-control"]).toBe("no-store");
    const { secret: reader, token } = made.body as { secret: string; token: { id: string } };
    expect(token).toMatchObject({ ...wanted, state: "active" });
    await as(reader, api().get("/v1/learngenes/acme/secret")).expect(200);
    const list = await as(admin, api().get("/v1/tokens?limit=1")).expect(200).expect(matchesContract);
    expect(list.body).toMatchObject({ items: [{ id: token.id }] });
    expect(valueOf(list, "nextCursor")).toEqual(expect.any(String));
    await as(admin, api().delete(`/v1/tokens/${token.id}`))
      .expect(204)
      .expect(matchesContract);
    await as(reader, api().get("/v1/learngenes/acme/secret")).expect(404);
    await as(admin, api().delete("/v1/tokens/1")).expect(404).expect(matchesContract);
    const audit = await as(admin, api().get("/v1/audit?owner=acme&limit=2"))
      .expect(200)
      .expect(matchesContract);
    expect(audit.body).toMatchObject({ items: [{ action: "token.revoke" }, { action: "token.create" }] });
    await as(admin, api().get("/v1/audit?owner=lab")).expect(403).expect(matchesContract);
    const beyond = { ...wanted, grants: [{ owner: "lab", scope: "read" }] };
    await as(admin, api().post("/v1/tokens").send(beyond)).expect(403).expect(matchesContract);
    const wrong = { ...wanted, expiresAt: "tomorrow" };
    await as(admin, api().post("/v1/tokens").send(wrong)).expect(400).expect(matchesContract);
  });

  it("publishers describe a learngene, and only administrators say who sees it", async () => {
    await as(secret, api().patch(learngene).send({ card: "# Tiny" }))
      .expect(200)
      .expect(matchesContract);
    const shut = { card: "", visibility: "private" };
    const refused = await as(secret, api().patch(learngene).send(shut)).expect(403).expect(matchesContract);
    expect(valueOf(refused, "detail")).toBe("this token is not granted admin on acme");
    expect((await test.registry.get("acme", "tiny")).card).toBe("# Tiny");
    const admin = await test.grant({ owner: "acme", scope: "admin" });
    await as(admin, api().patch(learngene).send(shut)).expect(200);
    await api().get(learngene).expect(404);
    await as(admin, api().patch(learngene).send({ visibility: "public" })).expect(200);
    await api().get(learngene).expect(200);
  });

  it("names of private learngenes are in no list and no hint but for those who may read them", async () => {
    const lists = async (sent: Test) => JSON.stringify((await sent.expect(200)).body).includes('"secret"');
    expect(await lists(api().get("/v1/learngenes"))).toBe(false);
    expect(await lists(as(secret, api().get("/v1/learngenes")))).toBe(true);
    const other = await test.grant({ owner: "lab", scope: "admin" });
    expect(await lists(as(other, api().get("/v1/learngenes")))).toBe(false);
    const hint = await api().get("/v1/learngenes/acme/absent").expect(404);
    expect(valueOf(hint, "detail")).toBe("there is no learngene acme/absent: acme has tiny");
  });

  it("a read-only server refuses every write, whoever asks", async () => {
    const owner = await test.grant({ owner: "*", scope: "admin" });
    const readOnly = api({ readOnly: true });
    for (const sent of [setTag(readOnly), as(owner, setTag(readOnly))]) {
      const refused = await sent.expect(403).expect(matchesContract);
      expect(valueOf(refused, "type")).toBe("urn:learngene:problem:read-only");
    }
    await as(owner, readOnly.get("/v1/tokens")).expect(200);
    await readOnly.get(learngene).expect(200);
  });

  it("the use of a token is noted, and a note that fails fails no request", async () => {
    const used = await test.grant({ owner: "acme", scope: "read" });
    await as(used, api().get("/v1/whoami")).expect(200);
    await eventually(async () => {
      expect((await test.registry.access.findToken(used))?.lastUsedAt).toBeDefined();
    });
    await test.database.script(
      "alter table tokens add constraint unused check (last_used_at is null) not valid",
    );
    const late = await test.grant({ owner: "acme", scope: "read" });
    await as(late, api().get("/v1/whoami")).expect(200);
    await eventually(() => {
      expect(log.some((line) => line.includes("could not write down"))).toBe(true);
    });
    await test.database.script("alter table tokens drop constraint unused");
  });

  it("tokens are in no log, wherever they were written", async () => {
    await as(secret, api().get(`${learngene}?token=${secret}`)).expect(400);
    await api().get(`/v1/learngenes/acme/${secret}`).expect(404);
    const refused = await as(secret, api().get(`${learngene}/versions/1?${secret}=1`)).expect(400);
    expect(refused.text).not.toContain(secret);
    expect(log.join("")).not.toContain(secret.slice(0, 30));
    expect(log.join("")).toContain("lg_…");
  });
});

describe("the rate limit", () => {
  it("answers with 429 beyond the limit, and says when to go on", async () => {
    const limited = api({ rateLimit: 3 });
    for (let i = 0; i < 3; i++) {
      const { headers } = await limited.get(learngene).expect(200);
      expect(headers["ratelimit"]).toContain(`r=${2 - i}`);
    }
    const refused = await limited.get(learngene).expect(429).expect(matchesContract);
    expect(valueOf(refused, "type")).toBe("urn:learngene:problem:rate-limited");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    await limited.get("/healthz").expect(200);
    await limited.get("/readyz").expect(200);
    await limited.get("/metrics").expect(200);
  });

  it("counts each address for itself, by what a trusted proxy says", async () => {
    const limited = api({ rateLimit: 1, trustProxy: ["loopback"] });
    const from = (address: string) => limited.get(learngene).set("X-Forwarded-For", address);
    await from("192.0.2.1").expect(200);
    await from("192.0.2.2").expect(200);
    await from("192.0.2.1").expect(429);
  });

  it("can be turned off", async () => {
    const { headers } = await api({ rateLimit: 0 }).get(learngene).expect(200);
    expect(headers).not.toHaveProperty("ratelimit");
  });
});

describe("pages of other origins", () => {
  const origin = "https://page.example";

  it("read nothing unless they are named", async () => {
    const { headers } = await api().get(learngene).set("Origin", origin).expect(200);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("read answers, refusals too, if they are named", async () => {
    const shared = api({ corsOrigins: [origin] });
    const { headers } = await shared.get(learngene).set("Origin", origin).expect(200);
    expect(headers["access-control-allow-origin"]).toBe(origin);
    expect(headers["access-control-expose-headers"]).toContain("Learngene-Digest");
    expect(headers["vary"]).toContain("Origin");
    const refused = await setTag(shared).set("Origin", origin).expect(401);
    expect(refused.headers["access-control-allow-origin"]).toBe(origin);
    const other = await shared.get(learngene).set("Origin", "https://other.example").expect(200);
    expect(other.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("may ask with a token first whether they may", async () => {
    const { headers } = await api({ corsOrigins: ["*"] })
      .options(learngene)
      .set("Origin", origin)
      .set("Access-Control-Request-Method", "PUT")
      .set("Access-Control-Request-Headers", "authorization")
      .expect(204);
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers["access-control-allow-methods"]).toContain("PUT");
    expect(headers["access-control-allow-headers"]).toBe("authorization");
  });
});
