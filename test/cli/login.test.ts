import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { learngene, succeed } from "../support/command.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { atTerminal } from "../support/terminal.js";

const cwd = temporaryDirectory();
const server = new Serving(cwd);
const env: Record<string, string> = { XDG_CONFIG_HOME: join(cwd, "config") };
const succeeds = (...args: string[]) => succeed(args, { cwd, env });

async function refusal(args: string[], more: Record<string, string> = {}): Promise<string> {
  const { status, stdout, stderr } = await learngene(args, { cwd, env: { ...env, ...more } });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
  return stderr;
}

beforeAll(async () => {
  await server.start();
  env["LEARNGENE_SERVER"] = server.url;
  await succeeds("pull", "learngene/fashion-vit", "--out", "sample.safetensors", "--quiet");
  await succeeds("publish", "sample.safetensors", "me/large", "--quiet");
});

describe("login", () => {
  let secret = "";
  const kept = () => join(cwd, "config", "learngene", "credentials.json");

  beforeAll(async () => {
    const response = await fetch(`${server.url}/v1/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: "me", grants: [{ owner: "me", scope: "publish" }] }),
    });
    ({ secret } = (await response.json()) as { secret: string });
  });

  it("is what a command without a token asks for", async () => {
    expect(await refusal(["tag", "me/large@1", "a"])).toMatch(
      `Log in with a token: learngene login --server ${server.url}.`,
    );
  });

  it("refuses what is no token of the server, and keeps nothing", async () => {
    const { status } = await learngene(["login"], { cwd, env, input: "lg_other\n" });
    expect(status).toBe(2);
    await expect(stat(kept())).rejects.toThrow();
  });

  it("asks at a terminal without showing what is typed, and keeps it for its owner alone", async () => {
    const { status, screen } = await atTerminal(["login"], { cwd, env, typed: `${secret}\n` });
    expect(status).toBe(0);
    expect(screen).toMatch(/Token for http.*: [^]*Logged in .* as me: me:publish\./);
    expect(screen).not.toContain(secret);
    expect((await stat(kept())).mode & 0o777).toBe(0o600);
    expect(await succeeds("tag", "me/large@1", "a")).toBe("a names me/large@1.\n");
  });

  it("goes behind LEARNGENE_TOKEN, and is of its server alone", async () => {
    const tag = ["tag", "me/large@1", "b"];
    expect(await refusal(tag, { LEARNGENE_TOKEN: "lg_other" })).toMatch(/answered 401/);
    const localhost = server.url.replace("127.0.0.1", "localhost");
    expect(await refusal([...tag, "--server", localhost])).toMatch(/answered 401/);
  });

  it("is undone by logout", async () => {
    expect(await succeeds("logout")).toBe(`Logged out of ${server.url}.\n`);
    expect(await succeeds("logout", "--all")).toBe("No token was kept.\n");
    expect(await refusal(["tag", "me/large@1", "b"])).toMatch(/answered 401/);
  });

  it("says so where the file of tokens is none", async () => {
    await writeFile(kept(), "tokens");
    expect(await refusal(["ls"])).toMatch(/the tokens in .*credentials\.json cannot be read/);
  });
});
