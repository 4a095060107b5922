import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Administrator, Grant, TokenRequest } from "../../src/registry/index.js";
import { allows, hideSecrets, ownersOf } from "../../src/registry/index.js";
import { openTokenRegistry, root, type TokenRegistry } from "../server/support/tokens.js";
import { expectInputError } from "../support/errors.js";

let test: TokenRegistry;
beforeAll(async () => {
  test = await openTokenRegistry();
});
afterAll(() => test.remove());

const acmePublish: Grant = { owner: "acme", scope: "publish" };
const acmeAdmin: Administrator = {
  grants: [{ owner: "acme", scope: "admin" }],
  actor: { tokenName: "boss" },
};
const create = (request: Partial<TokenRequest>, by = root) =>
  test.registry.access.createToken({ name: "ci", grants: [acmePublish], ...request }, by);

describe("grants", () => {
  it("contain the scopes below theirs, on their owner or on all", () => {
    const grants: Grant[] = [acmePublish, { owner: "lab", scope: "read" }];
    expect(allows(grants, "acme", "read")).toBe(true);
    expect(allows(grants, "acme", "publish")).toBe(true);
    expect(allows(grants, "acme", "admin")).toBe(false);
    expect(allows(grants, "lab", "publish")).toBe(false);
    expect(allows(grants, "Acme", "read")).toBe(false);
    expect(allows(grants, "*", "read")).toBe(false);
    expect(allows([{ owner: "*", scope: "publish" }], "anyone", "publish")).toBe(true);
    expect(ownersOf(grants, "publish")).toEqual(["acme"]);
  });
});

describe("a token", () => {
  it("is given out once, and kept as its hash alone", async () => {
    expect(await test.registry.access.hasTokens()).toBe(false);
    const { token, secret } = await create({});
    expect(secret).toMatch(/^lg_[A-Za-z0-9_-]{43}$/);
    expect((await create({})).secret).not.toBe(secret);
    expect(await test.registry.access.hasTokens()).toBe(true);
    expect(await test.registry.access.findToken(secret)).toEqual(token);
    expect(token).toMatchObject({ name: "ci", grants: [acmePublish], state: "active", expiresAt: undefined });
    const tables = ["tokens", "token_grants", "audit"];
    const rows = await Promise.all(tables.map((table) => test.database.query(`select * from ${table}`)));
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).toContain(createHash("sha256").update(secret).digest("hex"));
  });

  it("is found by nothing but itself", async () => {
    const { secret } = await create({});
    const hash = createHash("sha256").update(secret).digest("hex");
    for (const wrong of ["", "lg_", hash, secret.slice(0, -1), `${secret}x`, secret.toUpperCase()]) {
      expect(await test.registry.access.findToken(wrong)).toBeUndefined();
    }
  });

  it("expires by the database's clock", async () => {
    const { token, secret } = await create({ expiresAt: new Date(Date.now() + 3_600_000) });
    expect(token.state).toBe("active");
    await test.database.query("update tokens set expires_at = clock_timestamp() where id = $1", [token.id]);
    expect((await test.registry.access.findToken(secret))?.state).toBe("expired");
  });

  it("is of no use once revoked, which is told once", async () => {
    const { token, secret } = await create({});
    await test.registry.access.revokeToken(token.id, root);
    await test.registry.access.revokeToken(token.id, root);
    expect(await test.registry.access.findToken(secret)).toMatchObject({ state: "revoked" });
    const { items } = await test.registry.access.listAudit({ owner: "acme", limit: 2 }, root);
    const told = { token: token.id, name: "ci", grants: "acme:publish" };
    expect(items.map(({ action, detail }) => ({ action, detail }))).toEqual([
      { action: "token.revoke", detail: told },
      { action: "token.create", detail: told },
    ]);
  });

  it("has its use written down once a minute", async () => {
    const { secret } = await create({});
    const used = async () => {
      const token = await test.registry.access.findToken(secret);
      if (token === undefined) throw new Error("the token is gone");
      await test.registry.access.touch(token);
      return (await test.registry.access.findToken(secret))?.lastUsedAt?.getTime();
    };
    const first = await used();
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    expect(await used()).toBe(first);
    await test.database.query("update tokens set last_used_at = last_used_at - interval '61 seconds'");
    expect(await used()).toBeGreaterThanOrEqual(first ?? Infinity);
  });

  it.each([
    ["no name", { name: "" }, "invalid-request", /no name/],
    ["a name with a line end", { name: "a\nb" }, "invalid-request", /no name/],
    ["a name too long", { name: "x".repeat(97) }, "invalid-request", /no name/],
    ["no grants", { grants: [] }, "invalid-request", /1 to 50 grants/],
    [
      "two grants on one owner",
      { grants: [acmePublish, acmePublish] },
      "invalid-request",
      /two grants on acme/,
    ],
    ["an owner that cannot be", { grants: [{ owner: "a--b", scope: "read" }] }, "invalid-name", /a--b/],
    ["a time that is past", { expiresAt: new Date(0) }, "invalid-request", /expire/],
    ["a time that is none", { expiresAt: new Date(NaN) }, "invalid-request", /expire/],
    ["a time too late", { expiresAt: new Date(8.64e15) }, "invalid-request", /expire/],
  ] as const)("is not made with %s", async (_, request, code, message) => {
    const before = await test.database.query("select count(*) from tokens");
    await expectInputError(() => create(request), code, message);
    expect(await test.database.query("select count(*) from tokens")).toEqual(before);
  });
});

describe("who administers an owner", () => {
  it("grants on that owner only", async () => {
    const made = await create({ grants: [{ owner: "acme", scope: "admin" }] }, acmeAdmin);
    expect(made.token.grants).toEqual([{ owner: "acme", scope: "admin" }]);
    for (const owner of ["lab", "*"]) {
      const grants: Grant[] = [acmePublish, { owner, scope: "read" }];
      await expectInputError(() => create({ grants }, acmeAdmin), "forbidden", /may not grant anything on/);
    }
    const publisher: Administrator = { ...acmeAdmin, grants: [acmePublish] };
    await expectInputError(() => create({}, publisher), "forbidden", /on acme/);
  });

  it("sees and revokes only tokens that are granted nothing else", async () => {
    const own = await create({ name: "own" });
    const shared = await create({ name: "shared", grants: [acmePublish, { owner: "lab", scope: "read" }] });
    const names = async (by: Administrator) =>
      (await test.registry.access.listTokens({ limit: 2 }, by)).items.map(({ name }) => name);
    expect(await names(root)).toEqual(["shared", "own"]);
    expect((await names(acmeAdmin))[0]).toBe("own");
    for (const id of [shared.token.id, "1", "00000000-0000-4000-8000-000000000000", "a'b"]) {
      const revoked = () => test.registry.access.revokeToken(id, acmeAdmin);
      await expectInputError(revoked, "token-not-found", /there is no token/);
    }
    await test.registry.access.revokeToken(own.token.id, acmeAdmin);
    expect((await test.registry.access.findToken(own.secret))?.state).toBe("revoked");
    expect((await test.registry.access.findToken(shared.secret))?.state).toBe("active");
  });

  it("reads what was done there, and by whom", async () => {
    await create({ name: "for lab", grants: [{ owner: "lab", scope: "read" }] });
    await create({ name: "seen" }, acmeAdmin);
    const { items } = await test.registry.access.listAudit({}, acmeAdmin);
    expect(items[0]).toMatchObject({ action: "token.create", tokenName: "boss", detail: { name: "seen" } });
    expect(new Set(items.map(({ owner }) => owner))).toEqual(new Set(["acme"]));
    const ofLab = () => test.registry.access.listAudit({ owner: "lab" }, acmeAdmin);
    await expectInputError(ofLab, "forbidden", /audit log of lab/);
  });
});

describe("the lists", () => {
  it("come in pages that miss nothing and repeat nothing", async () => {
    const { access } = test.registry;
    for (const list of [access.listTokens.bind(access), access.listAudit.bind(access)]) {
      const all = (await list({ limit: 200 }, root)).items.map(({ id }) => id);
      expect(all.length).toBeGreaterThan(5);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page: { items: readonly { id: string }[]; nextCursor?: string } = await list(
          { limit: 3, cursor },
          root,
        );
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(paged).toEqual(all);
    }
  });

  it("refuse cursors of others", async () => {
    const { access } = test.registry;
    const { nextCursor } = await access.listTokens({ limit: 1 }, root);
    await expectInputError(() => access.listAudit({ cursor: nextCursor }, root), "invalid-request", /cursor/);
    await expectInputError(() => access.listTokens({ cursor: "x" }, root), "invalid-request", /cursor/);
    await expectInputError(() => access.listTokens({ limit: 0 }, root), "invalid-request", /limit/);
  });
});

describe("hideSecrets", () => {
  it("hides tokens, cut off ones too, and leaves names that look a little like one", async () => {
    const { secret } = await create({});
    expect(hideSecrets(`?token=${secret}&x=1`)).toBe("?token=lg_…&x=1");
    expect(hideSecrets(secret.slice(0, 30))).toBe("lg_…");
    expect(hideSecrets("/v1/learngenes/lg_lab/vit")).toBe("/v1/learngenes/lg_lab/vit");
  });
});
