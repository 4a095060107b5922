import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { learngene, start, succeed } from "../support/command.js";
import { deitConfig, generatedLearngene, generatedManifest } from "../support/generated-learngenes.js";
import { startFaultProxy } from "../support/http-fault-proxy.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { atTerminal } from "../support/terminal.js";

const cwd = temporaryDirectory();
const server = new Serving(cwd);
const env: Record<string, string> = { XDG_CONFIG_HOME: join(cwd, "config") };
const sample = "learngene/fashion-vit";
const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const succeeds = (...args: string[]) => succeed(args, { cwd, env });
async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse(await succeeds(...args, "--json")) as T;
}
async function get(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${server.url}/v1/learngenes/${path}`, init);
}
async function refusal(args: string[], more: Record<string, string> = {}): Promise<string> {
  const { status, stdout, stderr } = await learngene(args, { cwd, env: { ...env, ...more } });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
  return stderr;
}

beforeAll(async () => {
  await server.start();
  env["LEARNGENE_SERVER"] = server.url;
});

describe("what is printed for programs", () => {
  it.each([
    [["ls", "fashion"], "?q=fashion", "items"],
    [["show", sample], `/${sample}?yanked=true`, undefined],
    [["show", `${sample}@1`], `/${sample}/versions/1`, undefined],
    [
      ["plan", sample, "--layers", "1,2,0,1,1"],
      `/${sample}/versions/latest/plan?layers=1,2,0,1,1`,
      undefined,
    ],
    [["plan", sample, "--up-to", "7"], `/${sample}/versions/latest/plan?all=true&upTo=7`, undefined],
  ])("by %j is what the server answers", async (args, path, part) => {
    const answer = (await (await fetch(`${server.url}/v1/learngenes${path}`)).json()) as Record<
      string,
      unknown
    >;
    expect(await json(...args)).toEqual(part === undefined ? answer : answer[part]);
  });
});

describe("what is printed for people", () => {
  it("of all depths is a table whose figures are the server's", async () => {
    const [heading = "", ...lines] = (await succeeds("plan", sample, "--up-to", "6")).trimEnd().split("\n");
    expect(heading.split(/ {2,}/)).toEqual([
      "DEPTH",
      "LAYERS",
      "PARAMS",
      "FLOPS",
      "SAFETENSORS",
      "ONNX",
      "MEMORY",
      "ACCURACY",
      "FITS",
    ]);
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ["1", "1,0,0,0,0", "55.0k"],
      ["2", "1,0,0,0,1", "105k"],
      ["3", "1,0,1,0,1", "155k"],
      ["4", "1,1,0,1,1", "205k"],
      ["5", "1,1,1,1,1", "255k"],
      ["6", "2,1,1,1,1", "305k"],
    ]);
  });

  it("of budgets says which of them binds", async () => {
    const text = await succeeds("plan", sample, "--max-params", "300k", "--max-bytes", "20MB");
    expect(text).toMatch(/^depth +5$/m);
    expect(text).toMatch(/^maxParams +\d+ of 300000, one layer more is over it$/m);
    expect(text).toMatch(/^maxBytes +\d+ of 20000000$/m);
  });

  it("has colours on a terminal alone, and none with NO_COLOR", async () => {
    const onTerminal = await atTerminal(["ls"], { cwd, env });
    expect(onTerminal.status).toBe(0);
    expect(onTerminal.screen).toContain("\u001b[1mNAME");
    const plain = await atTerminal(["ls"], { cwd, env: { ...env, NO_COLOR: "1" } });
    expect(plain.screen).not.toContain("\u001b[1m");
    expect(await succeeds("ls")).not.toContain("\u001b");
  });
});

describe("init", () => {
  it("saves under the server's name the bytes that curl gets, and prints where", async () => {
    const whole = new Uint8Array(
      await (await get(`${sample}/versions/latest/init?depth=9&dtype=float16`)).arrayBuffer(),
    );
    const [path = "", ...rest] = (await succeeds("init", sample, "--depth", "9", "--dtype", "float16")).split(
      "\n",
    );
    expect([path, rest]).toEqual([expect.stringMatching(/^fashion-vit-v1-depth-9.*\.safetensors$/), [""]]);
    expect(new Uint8Array(await readFile(join(cwd, path)))).toEqual(whole);
    expect(
      await json("init", sample, "--depth", "9", "--dtype", "float16", "--out", "again.safetensors"),
    ).toEqual({
      path: "again.safetensors",
      bytes: whole.byteLength,
      digest: digestOf(whole),
      owner: "learngene",
      name: "fashion-vit",
      version: 1,
    });
  });

  it("writes to standard output, and nothing else there", async () => {
    const { status, stdout } = await learngene(["init", sample, "--depth", "1", "--quiet", "--out", "-"], {
      cwd,
      env,
    });
    expect([status, stdout.slice(8, 10)]).toEqual([0, '{"']);
  });

  it("writes the library's configuration beside the weights", async () => {
    await succeeds("init", sample, "--depth", "3", "--out", "model.safetensors", "--config", "config.json");
    const config = await (await get(`${sample}/versions/latest/config?depth=3`)).json();
    expect(JSON.parse(await readFile(join(cwd, "config.json"), "utf8"))).toEqual(config);
  });

  it("shows a bar with rate and size on a terminal, and a line where it is piped", async () => {
    const { status, screen } = await atTerminal(["init", sample, "--depth", "12", "--out", "bar.onnx"], {
      cwd,
      env,
    });
    expect(status).toBe(0);
    expect(screen).toMatch(/bar\.onnx .*█.*\d+ %/);
    expect(screen).toMatch(/bar\.onnx {2}\d\.\d\d MB of \d\.\d\d MB {2}100 % {2}[\d.]+ [kMG]B\/s\r\n/);
    const piped = await learngene(["init", sample, "--depth", "12", "--out", "line.onnx"], { cwd, env });
    expect(piped.stderr).toMatch(/^line\.onnx {2}.* 100 % .*\n$/);
  });

  it("goes on where it was interrupted", async () => {
    const proxy = await startFaultProxy(server.url);
    const ranges: unknown[] = [];
    proxy.faults = ({ url = "", headers }) => {
      if (!url.includes("/init")) return undefined;
      ranges.push(headers.range);
      return ranges.length < 3 && url.includes("sha256") ? { kind: "stall", after: 300_000 } : undefined;
    };
    const args = ["init", sample, "--depth", "16", "--out", "deep.safetensors", "--server", proxy.url];
    const running = start(args, { cwd, env });
    const part = join(cwd, "deep.safetensors.part");
    while (((await stat(part).catch(() => undefined))?.size ?? 0) < 300_000) await setTimeout(20);
    running.process.kill("SIGINT");
    expect(await running.finished).toMatchObject({ status: 130, stdout: "" });
    proxy.faults = ({ url = "", headers }) => {
      if (url.includes("/init")) ranges.push(headers.range);
      return undefined;
    };
    await succeed(args, { cwd, env });
    await proxy.stop();
    expect(ranges.at(-1)).toBe("bytes=300000-");
    const whole = await (await get(`${sample}/versions/latest/init?depth=16`)).arrayBuffer();
    expect(digestOf(await readFile(join(cwd, "deep.safetensors")))).toBe(digestOf(new Uint8Array(whole)));
    await expect(stat(part)).rejects.toThrow();
    await expect(stat(`${part}.json`)).rejects.toThrow();
  });
});

describe("pull", () => {
  it("gets the file as it was published", async () => {
    expect(await succeeds("pull", sample, "--out", "sample.safetensors")).toBe("sample.safetensors\n");
    expect(await readFile(join(cwd, "sample.safetensors"))).toEqual(
      await readFile("samples/fashion-vit.safetensors"),
    );
  });

  it("keeps nothing of a file that is not what was announced", async () => {
    const other = createServer((_request, response) => {
      const digest = createHash("sha256").update("other").digest("base64");
      response
        .writeHead(200, { "Content-Length": 5, "Repr-Digest": `sha-256=:${digest}:`, ETag: '"x"' })
        .end("bytes");
    }).listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const { status, stderr } = await learngene(["pull", "a/b", "--out", "bad.bin", "--server", url], {
      cwd,
      env,
    });
    other.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^learngene: .*digest sha256:277089.*$/m);
    for (const path of ["bad.bin", "bad.bin.part", "bad.bin.part.json"]) {
      await expect(stat(join(cwd, path))).rejects.toThrow();
    }
  });
});

describe("publish", () => {
  const large = generatedLearngene(generatedManifest(deitConfig("tiny", { numClasses: 5 })));

  it("sends a large file in parts, and says which version it is", async () => {
    expect(large.byteLength).toBeGreaterThan(8 * 1024 * 1024);
    await writeFile(join(cwd, "large.safetensors"), large);
    const proxy = await startFaultProxy(server.url);
    const args = ["publish", "large.safetensors", "me/large", "--tag", "stable", "--server", proxy.url];
    const { stdout, stderr } = await learngene(args, { cwd, env });
    await proxy.stop();
    expect(stdout).toBe(`me/large@1 is ${digestOf(large)}, ${large.byteLength} bytes, tagged stable.\n`);
    expect(stderr).toMatch(/^large\.safetensors {2}.* 100 % .*\n$/);
    expect(proxy.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(2);
    expect(await json("show", "me/large@stable")).toMatchObject({ version: 1, tags: ["latest", "stable"] });
  });

  it("makes a learngene private that is to be", async () => {
    await succeeds("publish", "large.safetensors", "me/secret", "--private", "--quiet");
    expect(await json("show", "me/secret")).toMatchObject({ visibility: "private" });
  });

  it("says what is wrong with a file, with the server's words", async () => {
    await writeFile(join(cwd, "cut.safetensors"), large.subarray(0, 1000));
    expect(await refusal(["publish", "cut.safetensors", "me/cut", "--quiet"])).toMatch(/answered 422/);
    expect(await refusal(["publish", "none.safetensors", "me/cut"])).toMatch(
      /none\.safetensors cannot be read \(ENOENT\)/,
    );
  });
});

describe("tag and yank", () => {
  it("move a tag only off the version that it is said to name", async () => {
    expect(await refusal(["tag", "me/large@1", "stable", "--from", "7"])).toMatch(/answered 412/);
    expect(await succeeds("tag", "me/large", "newest", "--from", "1").catch(String)).toMatch(/412/);
    expect(await succeeds("tag", "me/large", "newest")).toBe("newest names me/large@1.\n");
    expect(await succeeds("tag", "me/large", "newest", "--delete")).toBe("Deleted newest of me/large.\n");
  });

  it("warn of a yanked version, whose yank can be taken back", async () => {
    expect(await refusal(["yank", "me/large"])).toMatch(/names no version/);
    await succeeds("yank", "me/large@1", "--reason", "never trained");
    const { stdout, stderr } = await learngene(["pull", "me/large@1", "--out", "y.bin", "--quiet"], {
      cwd,
      env,
    });
    expect([stdout, stderr]).toEqual([
      "y.bin\n",
      expect.stringMatching(/^Warning: .*yanked; never trained\n$/),
    ]);
    expect(await succeeds("yank", "me/large@1", "--undo")).toBe("me/large@1 is not yanked.\n");
  });
});

describe("what is mistyped", () => {
  it.each([
    [["shwo"], /unknown command 'shwo' \(Did you mean show\?\)/],
    [["init", sample, "--dpeth", "9"], /unknown option '--dpeth' \(Did you mean --depth\?\)/],
    [["show", "learngene/fashon-vit"], /answered 404: .*Did you mean learngene\/fashion-vit\?/],
    [["show", "other/fashion-vit"], /answered 404: .*Did you mean learngene\/fashion-vit\?/],
    [["init", sample, "--format", "onx"], /Allowed choices are safetensors, onnx/],
    [["init", "fashion-vit"], /"fashion-vit" names no learngene\. Give OWNER\/NAME/],
    [["ls", "--server", "localhost"], /--server must be the http\(s\) address of a server/],
    [["ls", "--server", "http://127.0.0.1:1"], /there is no server at http:\/\/127\.0\.0\.1:1 .*Start it/],
    [["init", sample], /answered 400: .*depth/],
    [
      ["init", sample, "--depth", "9", "--out", "none/nine.onnx"],
      /none\/nine\.onnx cannot be written \(ENOENT\)/,
    ],
  ])("is met with advice: %j", async (args, message) => {
    expect(await refusal(args)).toMatch(message);
  });
});
