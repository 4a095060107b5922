import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngene, readNetwork, type Manifest } from "../../src/formats/index.js";
import { learngene, succeed } from "../support/command.js";
import { writeImages } from "../support/images.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

interface Measured {
  accuracy: number;
  loss: number;
  recorded?: { accuracy: number };
}

describe("from images to a tuned network, by command line and HTTP", () => {
  const cwd = temporaryDirectory();
  const data = ["--dataset", "idx:images", "--batch-size", "24", "--threads", "1", "--quiet"];
  const inits = "v1/learngenes/tests/bands/versions/latest/init";
  let manifest: Manifest;
  const server = new Serving(cwd);

  const measure = async (...args: string[]): Promise<Measured> =>
    JSON.parse(
      await succeed(["evaluate", ...args, "--dataset", "idx:images", "--json"], { cwd }),
    ) as Measured;
  const recorded = (depth: number) => manifest.training?.results.find((result) => result.depth === depth);

  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 240, test: 100, size: 8, classes: 4 });
    const network = ["--width", "16", "--heads", "2", "--patch-size", "4", "--depth", "4"];
    await succeed(["ancestor", ...data, ...network, "--epochs", "6", "--out", "ans-net.safetensors"], {
      cwd,
    });
    const stages = ["--stages", "2,2,2", "--depths", "3,5", "--evaluate-depths", "3,9", "--epochs", "5"];
    const about = ["--license", "MIT", "--description", "Bands."];
    const args = ["learn", ...data, "--ancestor", "ans-net.safetensors", ...stages, ...about];
    await succeed([...args, "--out", "bands.safetensors"], { cwd });
    ({ manifest } = await readLearngene(bytesAccess(await readFile(join(cwd, "bands.safetensors")))));
    await server.start();
  });

  it("learns a file that says how it was made", async () => {
    const ancestor = await readNetwork(bytesAccess(await readFile(join(cwd, "ans-net.safetensors"))));
    expect(manifest.ancestry?.accuracy).toBe(ancestor.manifest.training?.accuracy);
    expect(manifest).toMatchObject({
      license: "MIT",
      description: "Bands.",
      stages: [2, 2, 2].map((layers) => ({ layers })),
    });
    expect(manifest.training).toMatchObject({
      steps: 50,
      recipe: { epochs: 5, batchSize: 24, temperature: 1 },
      layouts: {
        schedule: "drawn",
        layers: [
          [1, 1, 1],
          [2, 2, 1],
          [2, 2, 2],
        ],
      },
    });
    expect(manifest.training?.results.map(({ layers }) => layers)).toEqual([
      [1, 1, 1],
      [3, 3, 3],
      [2, 2, 2],
    ]);
  });

  it("publishes it over HTTP", async () => {
    const response = await fetch(`${server.url}/v1/learngenes/tests/bands/versions`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: await readFile(join(cwd, "bands.safetensors")),
    });
    expect(response.status).toBe(201);
  });

  it.each(["safetensors", "onnx"])(
    "measures a served %s of 9 layers as the manifest says",
    async (format) => {
      const { accuracy, loss } = await measure(`${server.url}/${inits}?depth=9&format=${format}`);
      expect(accuracy).toBeCloseTo(recorded(9)?.accuracy ?? NaN, 3);
      expect(loss).toBeCloseTo(recorded(9)?.loss ?? NaN, 4);
    },
  );

  it("measures the learngene's own layout from the file, and compares", async () => {
    const measured = await measure("bands.safetensors", "--layers", "2,2,2");
    expect(measured.recorded?.accuracy).toBe(recorded(6)?.accuracy);
    expect(measured.accuracy).toBe(recorded(6)?.accuracy);
  });

  it("gives the same 9 layers again and again", async () => {
    const bytes = async () =>
      new Uint8Array(await (await fetch(`${server.url}/${inits}?depth=9`)).arrayBuffer());
    const first = await bytes();
    expect((await readNetwork(bytesAccess(first))).manifest.depth).toBe(9);
    expect(await bytes()).toEqual(first);
  });

  it("fine-tunes what the server gave, to a safetensors file and an ONNX model that agree", async () => {
    const from = `${server.url}/${inits}?depth=9`;
    const out = ["--out", "tuned.safetensors", "--out", "tuned.onnx"];
    await succeed(["finetune", "--from", from, ...data, "--epochs", "2", ...out], { cwd });
    const tuned = await readNetwork(bytesAccess(await readFile(join(cwd, "tuned.safetensors"))));
    expect(tuned.manifest.origin?.layers).toEqual([3, 3, 3]);
    const [network, onnx] = [await measure("tuned.safetensors"), await measure("tuned.onnx")];
    expect(network.accuracy).toBe(tuned.manifest.training?.accuracy);
    expect(onnx.accuracy).toBeCloseTo(network.accuracy, 3);
    expect(onnx.loss).toBeCloseTo(network.loss, 4);
    expect(network.loss).toBeLessThan(recorded(9)?.loss ?? NaN);
  });

  it("starts the same architecture from fresh weights for comparison", async () => {
    const from = ["finetune", "--from", "bands.safetensors", "--depth", "9", "--random"];
    await succeed([...from, ...data, "--epochs", "1", "--out", "fresh.safetensors"], { cwd });
    const { manifest: fresh } = await readNetwork(
      bytesAccess(await readFile(join(cwd, "fresh.safetensors"))),
    );
    expect(fresh.depth).toBe(9);
    expect(fresh.origin).toBeUndefined();
    expect((await measure("fresh.safetensors")).loss).toBeGreaterThan(recorded(9)?.loss ?? NaN);
  });

  it("tells what the server said of a request it refused", async () => {
    const { status, stderr } = await learngene(
      ["evaluate", `${server.url}/${inits}?depth=0`, "--dataset", "idx:images"],
      { cwd },
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/^learngene: http:.*depth=0 answered 4\d\d: .*depth.*\n$/);
  });

  it("refuses a damaged file over HTTP, which leaves the versions as they were", async () => {
    const whole = await readFile(join(cwd, "bands.safetensors"));
    const versions = `${server.url}/v1/learngenes/tests/bands`;
    const before = await (await fetch(versions)).text();
    const response = await fetch(`${versions}/versions`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: whole.subarray(0, whole.length - 1),
    });
    expect(response.headers.get("content-type")).toMatch("application/problem+json");
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await (await fetch(versions)).text()).toBe(before);
    await writeFile(join(cwd, "cut.safetensors"), whole.subarray(0, whole.length - 1));
    const refused = await learngene(
      ["finetune", "--from", "cut.safetensors", "--depth", "9", ...data, "--epochs", "1", "--out", "x.onnx"],
      { cwd },
    );
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^learngene: cut\.safetensors: .*\n$/);
  });
});
