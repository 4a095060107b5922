import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { learngene, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { noisePng } from "../support/datasets.js";
import { writeImages } from "../support/images.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const cwd = temporaryDirectory();

async function writeFolder(directory: string): Promise<void> {
  let seed = 0;
  for (const split of ["train", "test"]) {
    for (const name of ["cat", "dog"]) {
      const folder = join(cwd, directory, split, name);
      await mkdir(folder, { recursive: true });
      for (const file of ["a.png", "b.png"]) {
        await writeFile(join(folder, file), await noisePng(++seed, { size: 4 }));
      }
    }
  }
}

const shown = z.object({
  digest: z.string(),
  rows: z.object({ train: z.number(), test: z.number() }),
  classes: z.array(z.string()),
  image: z.object({ channels: z.number(), height: z.number(), width: z.number() }),
  files: z.array(z.object({ digest: z.string() })),
});

beforeAll(async () => {
  await writeFolder("pets");
  await writeImages(join(cwd, "bands"), { train: 12, test: 6, size: 4, classes: 3 });
});

describe("datasets, in a data directory", () => {
  beforeAll(() => copyDataDirectory(join(cwd, "embedded")));
  const run = (...args: string[]) => succeed(["datasets", ...args, "--data", "embedded"], { cwd });
  const show = async (name: string) => shown.parse(JSON.parse(await run("show", name, "--json")));

  it("adds a folder of images, the same bytes each time, and other images beside them", async () => {
    const line = await run("add", "acme/pets", "folder:pets");
    const digest = /sha256:[0-9a-f]{64}/.exec(line)?.[0] ?? "";
    expect(await run("add", "acme/pets", "pets")).toBe(line.replace(" is ", " was already "));
    const idx = await run("add", "acme/pets", "idx:bands");
    expect(idx).not.toContain(digest);
    expect(await show("acme/pets")).toMatchObject({
      rows: { train: 12, test: 6 },
      classes: ["0", "1", "2"],
      image: { channels: 1, height: 4, width: 4 },
      files: [{}, { digest }],
    });
    expect(await show(`acme/pets@${digest}`)).toMatchObject({
      digest,
      rows: { train: 4, test: 4 },
      classes: ["cat", "dog"],
      image: { channels: 3, height: 4, width: 4 },
    });
    expect(await run("list")).toMatch(/^NAME .*\nacme\/pets +12 +6 +3 +4x4 grey +\d+ +sha256:\w{12}\n$/);
    expect(await run("visibility", "acme/pets", "private")).toBe("acme/pets is private now.\n");
    expect(await run("show", "acme/pets")).toMatch(/^acme\/pets, private\n/);
    expect(await run("rm", "acme/pets")).toBe("Deleted acme/pets.\n");
    expect(await run("list", "--json")).toBe("[]\n");
  });

  it("names a broken image and adds nothing, or leaves it out if told so", async () => {
    await writeFolder("torn");
    const torn = join(cwd, "torn/train/dog/b.png");
    await writeFile(torn, (await readFile(torn)).subarray(0, 50));
    const args = ["datasets", "add", "acme/torn", "torn", "--data", "embedded"];
    const refused = await learngene(args, { cwd });
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^learngene: train\/dog\/b\.png: it cannot be decoded[^\n]*\n$/);
    const added = await learngene([...args, "--broken-images", "skip"], { cwd });
    expect(added).toMatchObject({ status: 0 });
    expect(added.stderr).toMatch(/^left out train\/dog\/b\.png: it cannot be decoded/);
    expect(await show("acme/torn")).toMatchObject({ rows: { train: 3, test: 4 } });
  });
});

describe("datasets, by a server", () => {
  const serving = new Serving(cwd);
  beforeAll(() => serving.start());
  const env = () => ({ LEARNGENE_SERVER: serving.url });

  it("adds, lists and removes there, and trains on what is there by its name", async () => {
    const run = (...args: string[]) => succeed(args, { cwd, env: env() });
    expect(await run("datasets", "add", "acme/bands", "bands")).toMatch(/^acme\/bands is sha256:/);
    const small = ["--width", "4", "--heads", "1", "--depth", "1", "--patch-size", "4", "--epochs", "1"];
    await run(
      "ancestor",
      "--dataset",
      "acme/bands",
      ...small,
      "--batch-size",
      "4",
      "--quiet",
      "--out",
      "net.safetensors",
    );
    expect(await run("datasets", "show", "acme/bands")).toMatch(
      /^acme\/bands, public\n.*\n12 images to train on, 6/,
    );
    await run("datasets", "visibility", "acme/bands", "private");
    expect(await run("datasets", "show", "acme/bands")).toMatch(/^acme\/bands, private\n/);
    expect(await run("datasets", "rm", "acme/bands")).toBe("Deleted acme/bands.\n");
    const gone = await learngene(["datasets", "show", "acme/bands"], { cwd, env: env() });
    expect(gone).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("no data set acme/bands") as string,
    });
  });
});
