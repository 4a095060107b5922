import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../src/registry/index.js";
import { publishAs, tinyFile } from "../registry/publishing.js";
import { learngene, start, succeed, type Running } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { directoryListing } from "../support/directory-listing.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const quick = ["--depths", "3,1,2", "--rounds", "2", "--threads", "1"];

describe("calibrate", () => {
  const cwd = temporaryDirectory();
  const dataDirectory = join(cwd, "data");
  let server: Running | undefined;
  let url: string;
  let token: string;

  beforeAll(async () => {
    await copyDataDirectory(dataDirectory);
    const registry = await openRegistry({ dataDirectory });
    await publishAs(registry, "acme/tiny", tinyFile("timed"));
    await registry.close();
    const output = await succeed(
      ["calibrate", "acme/tiny", "--device", "laptop", "--batches", "1,2", ...quick],
      { cwd },
    );
    expect(output).toMatch(
      /^batch 1, 1 thread: [\d.e+-]+ ms and [\d.e+-]+ ms a layer \(1: [\d.e+-]+, 2: .*, 3: .*\)\nbatch 2, .*\nKept as the profile of laptop\.\n$/,
    );
    token = (await succeed(["tokens", "create", "ci", "--grant", "*:publish"], { cwd })).trim();
    server = start(["serve", "--port", "0", "--log-level", "warn"], { cwd });
    url = /http:\/\/\S+/.exec(await server.firstLine)?.[0] ?? "";
  });
  afterAll(async () => {
    server?.process.kill("SIGTERM");
    await server?.finished;
  });

  const plan = async (query: string) => {
    const versions = `${url}/v1/learngenes/acme/tiny/versions`;
    return await (await fetch(`${versions}/latest/plan?${query}`)).json();
  };

  it("keeps medians of the learngene's own networks in the registry of the data directory", async () => {
    const device = await (await fetch(`${url}/v1/devices/laptop`)).json();
    expect(device).toMatchObject({
      name: "laptop",
      calibrations: [1, 2].map((batch) => ({
        architecture: { family: "vit", config: { imageSize: 4, embedDim: 4 } },
        dtype: "float32",
        batch,
        threads: 1,
        latencies: [1, 2, 3].map((depth) => ({ depth, ms: expect.any(Number) as number })),
        runtime: expect.stringMatching(/^onnxruntime-node \d/) as string,
      })),
    });
    expect(await plan("maxLatencyMs=1000&device=laptop&batch=2")).toMatchObject({
      running: { device: "laptop", batch: 2, threads: 1, timed: [1, 3] },
    });
  });

  it("asks a server for the networks, and has it keep the profile", async () => {
    const env = { LEARNGENE_SERVER: url, LEARNGENE_TOKEN: token };
    const args = ["calibrate", "acme/tiny@1", "--device", "edge", ...quick];
    expect(await succeed(args, { cwd, env })).toMatch(/\nKept as the profile of edge\.\n$/);
    expect(await plan("maxLatencyMs=1000&device=edge")).toMatchObject({ running: { device: "edge" } });
  });

  it.each([
    [["acme/tiny", "--device", "other"], "", /401: this request needs a token/],
    [["acme/none", "--device", "other"], "token", /404: there is no learngene acme\/none/],
    [["acme/tiny", "--device", "a b"], "token", /the device "a b"/],
    [["tiny", "--device", "other"], "token", /"tiny" names no learngene/],
    [["acme/tiny", "--device", "other", "--depths", "4"], "token", /--depths must be two different/],
  ])("that cannot be kept is one line that helps: %j", async (args, as, message) => {
    const env = { LEARNGENE_SERVER: url, ...(as === "token" ? { LEARNGENE_TOKEN: token } : {}) };
    const short = args.includes("--depths") ? quick.slice(2) : quick;
    const { status, stderr } = await learngene(["calibrate", ...args, ...short], { cwd, env });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(2);
    expect((await fetch(`${url}/v1/devices/other`)).status).toBe(404);
  });

  it("needs a server that is there, or a data directory", async () => {
    const before = await directoryListing(cwd);
    const args = ["calibrate", "acme/tiny", "--device", "other", ...quick];
    const away = await learngene([...args, "--server", "http://127.0.0.1:1"], { cwd });
    expect([away.status, away.stderr]).toEqual([
      2,
      expect.stringContaining("no server at http://127.0.0.1:1"),
    ]);
    const missing = await learngene([...args, "--data", "missing"], { cwd });
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining("missing")]);
    expect(await directoryListing(cwd)).toEqual(before);
  });
});
