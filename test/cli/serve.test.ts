import { createServer } from "node:net";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngene, start } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { directoryListing } from "../support/directory-listing.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const samples = ["learngene/digits-vit@1", "learngene/fashion-vit@1"];

/** The latest versions of what is listed. */
async function samplesOf(url: string): Promise<string[]> {
  const { items } = (await (await fetch(`${url}/v1/learngenes`)).json()) as {
    items: { owner: string; name: string; latest: { version: number } }[];
  };
  return items.map(({ owner, name, latest }) => `${owner}/${name}@${latest.version}`).sort();
}

describe("serve", () => {
  const cwd = temporaryDirectory();
  const taken = createServer();
  let takenPort = 0;

  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    await copyDataDirectory(join(cwd, "other"));
    await writeFile(join(cwd, "file"), "");
    await once(taken.listen(0, "127.0.0.1"), "listening");
    const address = taken.address();
    takenPort = typeof address === "object" ? (address?.port ?? 0) : 0;
  });

  afterAll(() => {
    taken.close();
  });

  const refusal = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
    const { status, stdout, stderr } = await learngene(["serve", ...args], { cwd, env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
    return stderr;
  };

  it("refuses a port that is taken before it makes a data directory", async () => {
    const before = await directoryListing(cwd);
    const line = await refusal(["--port", String(takenPort), "--data", "new"]);
    expect(line).toContain(`port ${takenPort} of 127.0.0.1 is in use`);
    expect(await directoryListing(cwd)).toEqual(before);
  });

  it("refuses a data directory that it cannot make", async () => {
    expect(await refusal(["--port", "0", "--data", "file"])).toMatch(
      /data directory .*file cannot be written/,
    );
  });

  it.each(["abc", "-1", "65536", "80.5", ""])("refuses the port %j", async (port) => {
    expect(await refusal(["--port", port])).toContain("--port must be a whole number from 0 to 65535");
  });

  it("takes the host, the port and the data directory from the environment, flags first", async () => {
    const env = { HOST: "192.0.2.1", PORT: String(takenPort), LEARNGENE_DATA: "file" };
    expect(await refusal([], env)).toContain("192.0.2.1 is no address of this machine");
    expect(await refusal(["--host", "127.0.0.1"], env)).toContain(`port ${takenPort} of 127.0.0.1 is in use`);
    expect(await refusal(["--host", "127.0.0.1", "--port", "0"], env)).toContain("file cannot be written");
    const running = start(["serve", "--host", "127.0.0.1", "--port", "0", "--data", "other"], { cwd, env });
    const line = await running.firstLine;
    running.process.kill("SIGINT");
    expect(line).toMatch(/^Learngene is ready at http:\/\/127\.0\.0\.1:\d+ /);
    expect(await running.finished).toMatchObject({ status: 0, stdout: `${line}\n` });
  });

  it("holds its data directory against a second server, and lets go of it, with the samples, when it stops", async () => {
    const run = () => start(["serve", "--port", "0", "--data", "data", "--log-level", "silent"], { cwd });
    const first = run();
    const url = /http:\/\/\S+/.exec(await first.firstLine)?.[0] ?? "";
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await samplesOf(url)).toEqual(samples);
    expect(await refusal(["--port", "0", "--data", "data"])).toMatch(/data directory .* is in use/);
    first.process.kill("SIGTERM");
    expect((await first.finished).status).toBe(0);
    const second = run();
    const again = /http:\/\/\S+/.exec(await second.firstLine)?.[0] ?? "";
    expect(await samplesOf(again)).toEqual(samples);
    second.process.kill("SIGTERM");
    expect((await second.finished).status).toBe(0);
  });
});
