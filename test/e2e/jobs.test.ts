import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import {
  Classifier,
  evaluate,
  openDataset,
  readNetworkFile,
  type Evaluation,
} from "../../src/trainer/index.js";
import { documentedCommands } from "../support/markdown.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const [base = "", ...commands] = documentedCommands(readFileSync("docs/jobs.md", "utf8"), "sh");

describe("the commands of docs/jobs.md", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  const carryOut = (command: string) => {
    const address = base.replace("http://127.0.0.1:8080", server.url);
    const own = command.replace(/^npx learngene /, `${process.execPath} ${resolve("dist/cli/main.js")} `);
    return promisify(execFile)("sh", ["-ec", `${address}\n${own}`], { cwd });
  };

  beforeAll(async () => {
    await writeClothes(join(cwd, "clothes"));
    await server.start();
  });

  it("start with where the server is", () => {
    expect(base).toBe("export LEARNGENE_SERVER=http://127.0.0.1:8080");
  });

  it.each(commands)("work: %s", async (command) => {
    await carryOut(command);
  });

  it("give a model that is as right as the job says", async () => {
    expect(readdirSync(join(cwd, "tuned")).sort()).toEqual([
      "log.jsonl",
      "metrics.json",
      "network.onnx",
      "network.safetensors",
    ]);
    const { result, measured } = jsonOf(join(cwd, "tuned", "metrics.json"));
    expect(jsonOf(join(cwd, "measured.json"))["accuracy"]).toBe(result?.["accuracy"]);
    const byOnnx = await measureOnnx(cwd);
    expect(byOnnx.accuracy).toBe(result?.["accuracy"]);
    expect(byOnnx.accuracy).toBeGreaterThan(0.5);
    expect(byOnnx.loss).toBeCloseTo(Number(measured?.at(-1)?.loss), 5);
    expect(readFileSync(join(cwd, "again.onnx"))).toEqual(readFileSync(join(cwd, "tuned", "network.onnx")));
  });
});

interface Written extends Record<string, unknown> {
  readonly result?: Record<string, unknown>;
  readonly measured?: { readonly loss: number }[];
}

function jsonOf(path: string): Written {
  return JSON.parse(readFileSync(path, "utf8")) as Written;
}

/** What ONNX Runtime makes of the downloaded model on the test images, as they are in the folder. */
async function measureOnnx(cwd: string): Promise<Evaluation> {
  const dataset = await openDataset(`folder:${join(cwd, "clothes")}`, {
    cacheDirectory: join(cwd, "cache"),
    size: 28,
    color: "gray",
    broken: "fail",
    note: () => undefined,
  });
  const { manifest } = await readNetworkFile(join(cwd, "tuned", "network.safetensors"));
  const classifier = await Classifier.fromOnnx(readFileSync(join(cwd, "tuned", "network.onnx")), {
    threads: 1,
  });
  const { preprocessing } = manifest;
  const measured = await evaluate(classifier, { ...dataset, preprocessing }, dataset.test);
  await classifier.close();
  return measured;
}

/** Bright tops on dark ground, and the other way round, of 28 x 28 pixels. */
async function writeClothes(folder: string): Promise<void> {
  for (const [split, count] of [
    ["train", 24],
    ["test", 10],
  ] as const) {
    for (const [name, bright] of [
      ["shirts", true],
      ["trousers", false],
    ] as const) {
      const directory = join(folder, split, name);
      mkdirSync(directory, { recursive: true });
      for (let i = 0; i < count; i++) {
        const pixels = Uint8Array.from({ length: 28 * 28 }, (_, at) => {
          const upper = at < 14 * 28;
          return (upper === bright ? 110 : 90) + ((at * (7 * i + 3)) % 97);
        });
        await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
          .png()
          .toFile(join(directory, `${i}.png`));
      }
    }
  }
}
