import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import { beforeAll, describe, expect, it } from "vitest";
import { backUp, openDataDirectory, openRegistry, restore, theProgram } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { expectInputError } from "../support/errors.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { contentsOf, fill } from "./filled-registry.js";
import { publishAs, tinyFile } from "./publishing.js";

const root = temporaryDirectory();
const dataDirectory = join(root, "data");
const archive = join(root, "backup.tar");
const go = new AbortController().signal;
const files = ["first", "second", "other"].map((text) => tinyFile(text));
let before: unknown;

beforeAll(async () => {
  await copyDataDirectory(dataDirectory);
  const registry = await openRegistry({ dataDirectory });
  for (const [id, file] of [
    ["acme/two", files[0]],
    ["acme/two", files[1]],
    ["acme/one", files[2]],
    // One blob may be several versions.
    ["acme/one", files[0]],
  ] as const) {
    await publishAs(registry, id, file ?? new Uint8Array());
  }
  await registry.setTag("acme", "two", "stable", "1", theProgram);
  await fill(registry);
  await registry.close();
  before = await contentsOf(dataDirectory);
  // Neither garbage nor what is on its way belongs in a backup.
  writeFileSync(join(dataDirectory, "uploads", "half.tmp"), "half");
  const garbage = join(dataDirectory, "blobs", "sha256", "00");
  mkdirSync(garbage, { recursive: true });
  writeFileSync(join(garbage, "0".repeat(64)), "garbage");
  expect(await backUp({ dataDirectory }, archive, go)).toEqual({
    path: archive,
    learngenes: 2,
    versions: 4,
    datasets: 1,
    jobs: 2,
    bytes: statSync(archive).size,
  });
}, 180_000);

interface Entry {
  name: string;
  type?: "file" | "directory" | "symlink" | undefined;
  body: Buffer;
}

async function entriesOf(file: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const extractor = extract();
  extractor.end(readFileSync(file));
  for await (const entry of extractor) {
    const { name, type } = entry.header;
    entries.push({ name, type: type === "directory" ? "directory" : "file", body: await buffer(entry) });
  }
  return entries;
}

/** The archive as `change` makes it. */
async function changed(name: string, change: (entries: Entry[]) => Entry[]): Promise<string> {
  const packing = pack();
  for (const { name: path, type = "file", body } of change(await entriesOf(archive))) {
    if (type === "symlink") packing.entry({ name: path, type, linkname: "/etc/passwd" });
    else if (type === "directory") packing.entry({ name: path, type });
    else packing.entry({ name: path }, body);
  }
  packing.finalize();
  const path = join(root, name);
  writeFileSync(path, await buffer(packing));
  return path;
}

const isBlob = ({ name }: Entry) => name.startsWith("blobs/");

describe("a backup", () => {
  it("restores to the same registry, which goes on", async () => {
    const target = join(root, "restored", "deep");
    const restored = await restore(archive, target, go);
    expect(restored).toMatchObject({ learngenes: 2, versions: 4, datasets: 1, jobs: 2 });
    expect(readdirSync(target).sort()).toEqual(["blobs", "catalog", "lock", "uploads"]);
    expect(await contentsOf(target)).toEqual(before);
    const registry = await openRegistry({ dataDirectory: target });
    expect((await publishAs(registry, "acme/two", tinyFile("third"))).version.number).toBe(3);
    await registry.close();
  });

  it("has jobs go on from their checkpoints, with what they had to read", async () => {
    const target = join(root, "going-on");
    await restore(archive, target, go);
    const registry = await openRegistry({ dataDirectory: target });
    const { work } = registry.jobs;
    await work.expireLeases();
    const { lease } = (await work.claim({ name: "next", leaseSeconds: 60 })) ?? expect.fail("no job goes on");
    const read = async (role: "input" | "checkpoint", name: string) => {
      const file = (await work.openFile(lease, role, name)) ?? expect.fail(`no ${name}`);
      const bytes = await file.read(0, file.size);
      await file.close();
      return Buffer.from(bytes).toString();
    };
    expect(await read("input", "dataset.parquet")).toBe("a data set");
    expect(await read("checkpoint", "checkpoint.safetensors")).toBe("a checkpoint");
    await registry.close();
  });

  it("holds each needed file once, nothing else, and is its owner's alone", async () => {
    const entries = await entriesOf(archive);
    expect(entries.filter(isBlob)).toHaveLength(7);
    expect(
      entries.filter(({ name }) => !/^(catalog|blobs)(\/|$)/.test(name)).map(({ name }) => name),
    ).toEqual(["learngene-backup.json"]);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(existsSync(`${archive}.partial`)).toBe(false);
  });

  it("gets a dated name in a directory", async () => {
    const folder = join(root, "dated");
    mkdirSync(folder);
    const { path } = await backUp({ dataDirectory }, folder, go);
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
    expect(path).toMatch(/learngene-20\d\d-[\dT.-]+Z\.tar$/);
  });
});

describe("backing up refuses", () => {
  it.each([
    ["a file that is there", archive, {}, "invalid-request", /is there already/],
    ["a directory that is not there", join(root, "none", "x.tar"), {}, "file-not-found", /no directory/],
    [
      "a directory without a registry",
      join(root, "x.tar"),
      { dataDirectory: root },
      "file-not-found",
      /no registry/,
    ],
    [
      "PostgreSQL",
      join(root, "x.tar"),
      { databaseUrl: "postgres://h/d" },
      "invalid-request",
      /on PostgreSQL/,
    ],
    ["a bucket", join(root, "x.tar"), { s3: { bucket: "b" } }, "invalid-request", /in a bucket/],
  ] as const)("%s", async (_, target, config, code, message) => {
    const run = () => backUp({ dataDirectory, ...config }, target, go);
    await expectInputError(run, code, message);
    expect(existsSync(join(root, "x.tar"))).toBe(false);
  });

  it("a registry that is in use, and one whose files are missing or changed, and leaves no archive", async () => {
    const target = join(root, "refused.tar");
    const run = () => backUp({ dataDirectory }, target, go);
    const held = await openDataDirectory(dataDirectory);
    await expectInputError(run, "data-directory-in-use", /in use/);
    held.close();
    const hex = createHash("sha256")
      .update(files[2] ?? "")
      .digest("hex");
    const blob = join(dataDirectory, "blobs", "sha256", hex.slice(0, 2), hex);
    const sound = readFileSync(blob);
    rmSync(blob);
    await expectInputError(run, "registry-damaged", new RegExp(`${hex} of acme/one is missing`));
    writeFileSync(blob, Buffer.from(sound).fill(7, 100, 101));
    await expectInputError(run, "registry-damaged", new RegExp(`${hex} of acme/one is changed`));
    writeFileSync(blob, sound);
    expect(readdirSync(root).filter((name) => name.startsWith("refused"))).toEqual([]);
  });
});

describe("restoring refuses", () => {
  it.each<[string, (entries: Entry[]) => Entry[], RegExp]>([
    ["an archive without its end", (all) => all.slice(0, -1), /no index/],
    ["a lost file", (all) => all.filter((each) => each !== all.find(isBlob)), /files where its index lists/],
    [
      "a changed file",
      (all) => all.map((each) => (each === all.find(isBlob) ? { ...each, body: Buffer.from("x") } : each)),
      /is not what its index says/,
    ],
    [
      "a path out of its folder",
      (all) => [{ name: "catalog/../../x", body: Buffer.from("x") }, ...all],
      /it holds/,
    ],
    ["another folder", (all) => [{ name: "lock", body: Buffer.from("x") }, ...all], /it holds "lock"/],
    [
      "a link",
      (all) => [{ name: "catalog/x", type: "symlink", body: Buffer.from("") }, ...all],
      /neither file/,
    ],
    ["a file twice", (all) => [...all.filter(isBlob), ...all], /twice/],
    [
      "something after the index",
      (all) => [...all, { name: "catalog/x", body: Buffer.from("x") }],
      /follows/,
    ],
    [
      "a file missing that a version needs",
      (all) => {
        const lost = all.find(isBlob)?.name ?? "";
        const rest = all.filter(({ name }) => name !== lost);
        const index = rest.at(-1);
        const listed = JSON.parse(index?.body.toString() ?? "") as { files: { path: string }[] };
        const shorter = { ...listed, files: listed.files.filter(({ path }) => path !== lost) };
        return [
          ...rest.slice(0, -1),
          { name: index?.name ?? "", body: Buffer.from(JSON.stringify(shorter)) },
        ];
      },
      /it lacks the file sha256:/,
    ],
  ])("%s, and leaves the directory empty", async (what, change, message) => {
    const name = what.replaceAll(" ", "-");
    const file = await changed(`${name}.tar`, change);
    const target = join(root, name);
    await expectInputError(() => restore(file, target, go), "invalid-backup", message);
    expect(readdirSync(target).filter((left) => left !== "lock")).toEqual([]);
    rmSync(file);
  });

  it("what was cut off, and what is no archive", async () => {
    const [cut, noise] = [join(root, "cut.tar"), join(root, "noise.tar")];
    writeFileSync(cut, readFileSync(archive).subarray(0, 3_000_000));
    writeFileSync(noise, Buffer.alloc(10_000, "noise"));
    for (const file of [cut, noise]) {
      await expectInputError(() => restore(file, join(root, "bad"), go), "invalid-backup", /cut off/);
    }
    await expectInputError(
      () => restore(join(root, "none"), join(root, "bad"), go),
      "file-not-found",
      /none/,
    );
  });

  it("a directory that is not empty, and leaves it as it is", async () => {
    const target = join(root, "full");
    mkdirSync(target);
    writeFileSync(join(target, "mine"), "");
    await expectInputError(() => restore(archive, target, go), "data-directory-not-empty", /is not empty/);
    expect(readdirSync(target)).toEqual(["mine"]);
    await expectInputError(
      () => restore(archive, dataDirectory, go),
      "data-directory-not-empty",
      /is not empty/,
    );
  });
});

describe("a restore that was killed", () => {
  it("leaves a directory that nothing opens but the next restore, which starts anew", async () => {
    const target = join(root, "killed");
    // As it is just before the end: all in its place, but for the mark.
    await restore(archive, target, go);
    mkdirSync(join(target, "restoring", "catalog"), { recursive: true });
    writeFileSync(join(target, "blobs", "left"), "over");
    await expectInputError(() => openRegistry({ dataDirectory: target }), "restore-unfinished", /not wholly/);
    await restore(archive, target, go);
    expect(existsSync(join(target, "blobs", "left"))).toBe(false);
    expect(await contentsOf(target)).toEqual(before);
  });
});
