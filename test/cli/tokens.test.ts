import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { learngene, start, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { directoryListing } from "../support/directory-listing.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const cwd = temporaryDirectory();
beforeAll(async () => {
  await copyDataDirectory(join(cwd, "data"));
});

/** What a command that is refused says. */
async function refusal(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { status, stdout, stderr } = await learngene(args, { cwd, env });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
  return stderr;
}

// First of all, while there is no token.
describe("serve, before there is a token", () => {
  const makeFirst = /others reach a server that has no token\. Make a token first: learngene tokens create/;

  it.each([
    ["for all addresses", ["--host", "0.0.0.0"]],
    ["for all addresses of IPv6", ["--host", "::"]],
    ["behind a proxy", ["--trust-proxy", "loopback"]],
  ])("refuses to serve others: %s", async (_, args) => {
    const before = await directoryListing(cwd);
    expect(await refusal(["serve", "--port", "0", "--data", "new", ...args])).toMatch(makeFirst);
    expect(await directoryListing(cwd)).toEqual(before);
    expect(await refusal(["serve", "--port", "0", ...args])).toMatch(makeFirst);
  });

  it.each([
    ["takes no writes", ["--read-only"], {}, 403],
    ["takes no writes by its environment", [], { LEARNGENE_READ_ONLY: "true" }, 403],
    ["is to be insecure", ["--insecure"], {}, 404],
  ])("serves others if it %s", async (_, args, env, status) => {
    const running = start(["serve", "--port", "0", "--host", "0.0.0.0", ...args], { cwd, env });
    const url = (/http:\/\/\S+/.exec(await running.firstLine)?.[0] ?? "").replace("0.0.0.0", "127.0.0.1");
    const headers = { "X-Forwarded-For": "192.0.2.1" };
    const response = await fetch(`${url}/v1/learngenes/a/b/tags/c`, { method: "DELETE", headers });
    running.process.kill("SIGTERM");
    await running.finished;
    expect(response.status).toBe(status);
  });
});

describe("serve refuses", () => {
  it.each([
    [["--trust-proxy", "10.0.0.0/99"], /"10\.0\.0\.0\/99" is no address and no subnet/],
    [["--cors-origins", "https://page.example/path"], /--cors-origins must be origins/],
    [["--rate-limit", "-1"], /--rate-limit must be a whole number/],
    [["--max-upload-bytes", "0"], /--max-upload-bytes must be a whole number/],
  ])("%j", async (args, message) => {
    expect(await refusal(["serve", "--port", "0", ...args])).toMatch(message);
  });

  it("a switch of its environment that is none", async () => {
    const line = await refusal(["serve", "--port", "0"], { LEARNGENE_READ_ONLY: "yes" });
    expect(line).toContain("LEARNGENE_READ_ONLY");
  });
});

const listed = z.array(z.object({ id: z.string(), name: z.string(), state: z.string() }).loose());

describe("tokens", () => {
  it("prints a token alone, lists it without it, and revokes it", async () => {
    const args = ["create", "ci", "--grant", "acme:publish", "--grant", "*:read", "--expires", "90d"];
    const made = await learngene(["tokens", ...args], { cwd });
    expect(made.stdout).toMatch(/^lg_[\w-]{43}\n$/);
    expect(made.stderr).toMatch(/^Keep it: it is not shown again\. Its id is \S+\.\n$/);
    const list = await succeed(["tokens", "list", "--json"], { cwd });
    expect(list).not.toContain(made.stdout.trim());
    const [token] = listed.parse(JSON.parse(list));
    expect(token).toMatchObject({
      name: "ci",
      state: "active",
      grants: [
        { owner: "*", scope: "read" },
        { owner: "acme", scope: "publish" },
      ],
    });
    const expires = Date.parse(String(token?.["expiresAt"]));
    expect(Math.round((expires - Date.now()) / 86_400_000)).toBe(90);
    expect(await succeed(["tokens", "revoke", token?.id ?? ""], { cwd })).toBe(
      `Revoked ${token?.id ?? ""}.\n`,
    );
    expect(await succeed(["tokens", "list"], { cwd })).toContain("revoked");
  });

  it("lets others be served, and asks them for one", async () => {
    const running = start(["serve", "--port", "0", "--host", "0.0.0.0"], { cwd });
    const url = (/http:\/\/\S+/.exec(await running.firstLine)?.[0] ?? "").replace("0.0.0.0", "127.0.0.1");
    const response = await fetch(`${url}/v1/learngenes/a/b/tags/c`, { method: "DELETE" });
    expect(response.status).toBe(401);
    expect(await refusal(["tokens", "list"])).toMatch(/data directory .* is in use/);
    running.process.kill("SIGTERM");
    await running.finished;
  });

  it.each([
    [["create", "ci"], /--grant/],
    [
      ["create", "ci", "--grant", "acme"],
      /--grant must be an owner or \*, a colon, and read, publish, admin/,
    ],
    [["create", "ci", "--grant", "acme:owner"], /--grant must be an owner/],
    [["create", "ci", "--grant", "a--b:read"], /the owner "a--b"/],
    [["create", "", "--grant", "acme:read"], /no name for a token/],
    [["create", "ci", "--grant", "acme:read", "--expires", "soon"], /--expires must be a time/],
    [["create", "ci", "--grant", "acme:read", "--expires", "0"], /expire but in the future/],
    [["revoke", "1"], /there is no token with the id "1"/],
  ])("refuses %j", async (args, message) => {
    expect(await refusal(["tokens", ...args])).toMatch(message);
  });
});
