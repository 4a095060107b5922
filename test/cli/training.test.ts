import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readNetworkTensors } from "../../src/formats/index.js";
import { learngene, start, succeed } from "../support/command.js";
import { writeImages } from "../support/images.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

interface Line {
  event: string;
  step?: number;
  totalSteps?: number;
  loss?: number;
  text?: string;
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("a training from the command line", () => {
  const cwd = temporaryDirectory();
  const net = ["--depth", "1", "--width", "8", "--heads", "2", "--patch-size", "2", "--batch-size", "8"];
  const ancestor = ["ancestor", "--dataset", "idx:images", ...net, "--threads", "1"];
  const read = async (name: string) => readNetworkTensors(bytesAccess(await readFile(join(cwd, name))));

  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 24, test: 6, size: 4, classes: 3 });
  });

  it("tells people in plain lines on standard error where that is no terminal, the recipe first", async () => {
    const args = [...ancestor, "--epochs", "2", "--out", "lines.safetensors"];
    const { status, stdout, stderr } = await learngene(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).not.toContain("\r");
    expect(stderr).not.toContain("\u001b");
    expect(stderr).toMatch(
      /^recipe:\n {2}kind: ancestor\n {2}dataset: idx:images\n {2}images:\n {4}broken: fail\n {2}epochs: 2\n/,
    );
    expect(stderr).toMatch(/^ancestor 6\/6 {2}loss \d\.\d{3} /m);
    expect(stderr).toMatch(/^ancestor: depth 1: accuracy [\d.]+ %, loss [\d.]+ \(6 images/m);
    expect(stderr).toMatch(/^wrote lines\.safetensors$/m);
  });

  it("tells programs all of it as JSON lines, on standard output for -", async () => {
    const args = [...ancestor, "--epochs", "2", "--quiet", "--out", "json.safetensors", "--jsonl"];
    const { status, stdout, stderr } = await learngene([...args, "-"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = linesOf(stdout);
    expect(lines.filter(({ event }) => event === "train").map(({ step }) => step)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(lines.map(({ event }) => event).filter((event) => event !== "train")).toEqual([
      "note",
      "evaluate",
      "note",
    ]);
    await succeed([...args, "metrics.jsonl"], { cwd });
    const again = linesOf(await readFile(join(cwd, "metrics.jsonl"), "utf8"));
    expect(again.map(({ loss }) => loss)).toEqual(lines.map(({ loss }) => loss));
  });

  it("tells what its first steps took by operator, where nothing is a terminal, and gives the same weights", async () => {
    const args = [...ancestor, "--epochs", "8", "--out"];
    const { status, stdout, stderr } = await learngene([...args, "profiled.safetensors", "--profile"], {
      cwd,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).toMatch(
      /^profile of the first 20 steps, [\d.]+ ms each;.*\n {2}operator +calls +ms +share\n/m,
    );
    expect(stderr).toMatch(/^ {2}Gemm +\d+ +[\d.]+ +[\d.]+ %$/m);
    expect(stderr).toMatch(/^ {2}outside sessions +[\d.]+ +[\d.]+ % of the clock$/m);
    await succeed([...args, "plain.safetensors", "--quiet"], { cwd });
    expect((await read("profiled.safetensors")).tensors).toEqual((await read("plain.safetensors")).tensors);
  });

  it("repeats itself from the recipe that its file records, flags overriding it", async () => {
    const flags = ["--epochs", "1", "--learning-rate", "0.01", "--flip", "--seed", "3"];
    await succeed([...ancestor, ...flags, "--quiet", "--out", "first.safetensors"], { cwd });
    const first = await read("first.safetensors");
    await writeFile(join(cwd, "recipe.json"), JSON.stringify(first.manifest.training?.recipe));
    const again = ["ancestor", "--recipe", "recipe.json", "--threads", "1", "--quiet", "--out"];
    await succeed([...again, "second.safetensors"], { cwd });
    expect((await read("second.safetensors")).tensors).toEqual(first.tensors);
    await succeed([...again, "third.safetensors", "--seed", "4", "--no-flip", "--width", "4"], { cwd });
    const { recipe } = (await read("third.safetensors")).manifest.training ?? {};
    expect(recipe).toMatchObject({ seed: 4, learningRate: 0.01, augment: { flip: false, shift: 0 } });
    expect(recipe).toMatchObject({ architecture: { config: { embedDim: 4, patchSize: 2 } } });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("stops at %s without a file and with status %i", async (signal, status) => {
    const args = [...ancestor, "--epochs", "10000", "--out", "never.safetensors", "--jsonl", "-"];
    const running = start(args, { cwd });
    await running.firstLine;
    running.process.kill(signal);
    const finished = await running.finished;
    expect(finished.status).toBe(status);
    expect(finished.stderr).toMatch(new RegExp(`\\nlearngene: stopped by ${signal}\\n$`));
    expect((await readdir(cwd)).filter((name) => name.startsWith("never"))).toEqual([]);
  });

  it("goes on from its checkpoint after kill -9, to the same weights", async () => {
    const args = [...ancestor, "--epochs", "300", "--quiet"];
    const whole = succeed([...args, "--out", "whole.safetensors"], { cwd });
    const saved = ["--out", "resumed.safetensors", "--checkpoint", "run.ckpt", "--checkpoint-every", "0"];
    const running = start([...args, ...saved, "--jsonl", "-"], { cwd });
    // The step after a line was saved before the next line.
    await running.firstLine;
    await expect.poll(() => readdir(cwd), { timeout: 60_000 }).toContain("run.ckpt");
    running.process.kill("SIGKILL");
    await running.finished;
    expect(await readdir(cwd)).not.toContain("resumed.safetensors");
    const lines = linesOf(await succeed([...args, ...saved, "--jsonl", "-"], { cwd }));
    expect(lines.find(({ event }) => event === "train")?.step).toBeGreaterThan(1);
    await whole;
    expect((await read("resumed.safetensors")).tensors).toEqual((await read("whole.safetensors")).tensors);
    expect(await readdir(cwd)).not.toContain("run.ckpt");
  });

  it("goes on when nobody reads its news any more", async () => {
    const args = [...ancestor, "--epochs", "20", "--out", "unread.safetensors", "--jsonl", "-"];
    const running = start(args, { cwd });
    await running.firstLine;
    running.process.stdout?.destroy();
    expect((await running.finished).status).toBe(0);
    expect((await read("unread.safetensors")).manifest.training?.steps).toBe(60);
  });

  it("shows the stack of an error where LEARNGENE_DEBUG asks for it", async () => {
    const args = [...ancestor, "--epochs", "1", "--out", "no/x.safetensors"];
    const { status, stderr } = await learngene(args, { cwd, env: { LEARNGENE_DEBUG: "1" } });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^learngene: --out no\/x\.safetensors .*\n(.*\n)*\s+at /);
  });
});
