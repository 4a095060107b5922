import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { writeIdx, writeLearngene, storedTensors, writeNetwork } from "../../src/formats/index.js";
import { networkTensors } from "../../src/model/index.js";
import { learngene } from "../support/command.js";
import { directoryListing } from "../support/directory-listing.js";
import { noisePng } from "../support/datasets.js";
import { writeImages } from "../support/images.js";
import { distinctTensors, tinyManifest, tinyNetworkManifest } from "../support/learngenes.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const training = "--dataset idx:images --epochs 1 --batch-size 8";
const ancestor = `ancestor ${training} --width 8 --heads 2 --patch-size 2 --depth 1 --out out.safetensors`;
const learn = `learn ${training} --ancestor net.safetensors --stages 1,1 --out out.safetensors`;
const finetune = `finetune ${training} --from gene.safetensors --out out.onnx`;
const evaluate = "evaluate gene.safetensors --dataset idx:images";

/** Command lines and what the one line they get must say. */
const refused: readonly [command: string, line: RegExp][] = [
  // The command line itself.
  ["evalute net.safetensors", /unknown command 'evalute' \(Did you mean evaluate\?\)/],
  [`${ancestor} --lerning-rate 1`, /unknown option '--lerning-rate' \(Did you mean --learning-rate\?\)/],
  [`${ancestor} more`, /too many arguments/],
  [`ancestor ${training}`, /required option '--out <file>' not specified/],
  [
    "ancestor --dataset idx:images --depth 1 --patch-size 2 --out a.safetensors",
    /--epochs is missing\. Give --epochs, a number above 0/,
  ],
  // Numbers.
  ...["0", "-1", "1.5", "1e9"].map((depth): [string, RegExp] => [
    `${ancestor} --depth ${depth}`,
    new RegExp(`--depth must be a whole number from 1 to 1024, not ${Number(depth)}\\.`),
  ]),
  [`${ancestor} --learning-rate NaN`, /--learning-rate must be a number, not "NaN"/],
  [`${ancestor} --learning-rate 0x1`, /--learning-rate must be a number, not "0x1"/],
  [`${ancestor} --beta1 1`, /--beta1 must be a number from 0 up, below 1, not 1\./],
  [`${ancestor} --heads 3`, /--heads 3 must divide --width/],
  [`${ancestor} --patch-size 3`, /--patch-size 3 must divide imageSize/],
  [`${ancestor} --pool max`, /--pool must be avg or token, not "max"/],
  [`${ancestor} --threads 4096`, /--threads must be a whole number from 1 to \d+, not 4096/],
  [
    `${ancestor} --batch-size 1000`,
    /A batch of 1000 cannot be taken from 24 training images\. Check --batch-size\./,
  ],
  [`${ancestor} --shift 4`, /A shift must be a whole number from 0 to 3, not 4\. Check --shift\./],
  [`${ancestor} --warmup-epochs 2`, /warm-up of 2 epochs does not fit a training of 1/],
  [`${learn} --stages 1,0`, /--stages must be whole numbers from 1 up between commas, not 1,0/],
  [`${learn} --stages 1,two`, /--stages must be numbers between commas, not "two"/],
  [`${learn} --depths 0`, /--depths must be a whole number from 1 to 1024, not 0/],
  [`${learn} --layouts fixed --depths 2`, /--depths are drawn from, but --layouts fixed/],
  [`${learn} --layouts mixed`, /'mixed' is invalid\. Allowed choices are fixed, drawn, grown\./],
  // Layouts of a learngene.
  [finetune, /gene\.safetensors is a learngene, and neither --depth nor --layers was given/],
  [`${evaluate} --depth 1.5`, /--depth must be a whole number from 1 to 1024, not 1\.5/],
  [`${evaluate} --depth 3 --layers 1,1,1`, /'--depth <number>' cannot be used with option '--layers <list>'/],
  [`${evaluate} --layers 1,1`, /layers=1,1: this learngene has 3 stages, not 2/],
  [
    "evaluate net.safetensors --dataset idx:images --depth 3",
    /--depth is for learngenes, and net\.safetensors is a network/,
  ],
  // Data sets.
  [`${ancestor} --dataset nothing`, /no data set "nothing"/],
  [`${ancestor} --dataset idx:nothing`, /no directory nothing/],
  [`${ancestor} --dataset idx:cut`, /train-images-idx3-ubyte: .* call for 384 values, but 383 bytes follow/],
  [`${ancestor} --dataset idx:oblong --patch-size 4`, /images of oblong are 1x4x8, the network reads 1x4x4/],
  [`${evaluate} --depth 3 --dataset idx:larger`, /images of larger are 1x8x8, the network reads 1x4x4/],
  [`${ancestor} --dataset idx:single`, /all labels are 0, but there must be 2 classes or more/],
  [`${ancestor} --dataset idx:untested`, /t10k-images-idx3-ubyte: one of its dimensions \[0,4,4\] is 0/],
  [`${evaluate} --depth 3 --dataset idx:finer`, /finer has 6 classes, the network tells 3 apart/],
  [`${ancestor} --dataset folder:torn`, /train\/cat\/a\.jpg: it cannot be decoded/],
  [
    `${ancestor} --dataset parquet:noise.parquet`,
    /noise\.parquet cannot be read as Parquet|noise\.parquet: /,
  ],
  // Files.
  [`${learn} --ancestor missing.safetensors`, /missing\.safetensors cannot be read \(ENOENT\)/],
  [`${learn} --ancestor gene.safetensors`, /gene\.safetensors is a learngene, not a network/],
  [`${learn} --ancestor noise.safetensors`, /noise\.safetensors: /],
  ["evaluate images --dataset idx:images", /images cannot be read \(EISDIR\)/],
  ["evaluate noise.onnx --dataset idx:images", /noise\.onnx: ONNX Runtime cannot read the model/],
  ["evaluate http://127.0.0.1:9/x --dataset idx:images", /http:\/\/127\.0\.0\.1:9\/x cannot be fetched/],
  [
    `${ancestor} --out missing/out.safetensors`,
    /--out missing\/out\.safetensors cannot be written \(missing: ENOENT\)/,
  ],
  [`${ancestor} --out out.onnx`, /--out out\.onnx must end in \.safetensors/],
  [`${finetune} --depth 3 --out out.pt`, /--out out\.pt must end in \.safetensors or \.onnx/],
  [`${ancestor} --jsonl missing/lines`, /--jsonl missing\/lines cannot be written/],
  // Recipe files.
  [`${ancestor} --recipe missing.yaml`, /missing\.yaml cannot be read/],
  [`${ancestor} --recipe noise.onnx`, /noise\.onnx is no recipe/],
  [`${ancestor} --recipe typo.json`, /typo\.json: unknown key "epocs"; did you mean "epochs"\?/],
  [`${ancestor} --recipe wrong.yaml`, /wrong\.yaml: clipNorm must be a number above 0, not 0\./],
];

describe("bad input", () => {
  const cwd = temporaryDirectory();
  let before: string[];

  beforeAll(async () => {
    const images = { train: 24, test: 6, size: 4, classes: 3 };
    await writeImages(join(cwd, "images"), images);
    await writeImages(join(cwd, "larger"), { ...images, size: 8 });
    await writeImages(join(cwd, "cut"), images);
    const whole = writeIdx([24, 4, 4], new Uint8Array(384));
    await writeFile(join(cwd, "cut/train-images-idx3-ubyte"), whole.subarray(0, whole.length - 1));
    await writeOblong(join(cwd, "oblong"));
    await writeImages(join(cwd, "single"), { ...images, classes: 1 });
    await writeImages(join(cwd, "untested"), { ...images, test: 0 });
    await writeImages(join(cwd, "finer"), { ...images, classes: 6 });
    await writeTorn(join(cwd, "torn"));
    await writeFile(join(cwd, "noise.parquet"), "neither of them");
    const [gene, net] = [tinyManifest(), tinyNetworkManifest()];
    const learngeneBytes = writeLearngene(gene, distinctTensors(storedTensors(gene)));
    const networkBytes = writeNetwork(net, distinctTensors(networkTensors(net.architecture, net.depth)));
    await writeFile(join(cwd, "gene.safetensors"), learngeneBytes);
    await writeFile(join(cwd, "net.safetensors"), networkBytes);
    await writeFile(join(cwd, "noise.safetensors"), "neither of them");
    await writeFile(join(cwd, "noise.onnx"), "neither of them");
    await writeFile(join(cwd, "typo.json"), '{"epocs": 2}');
    await writeFile(join(cwd, "wrong.yaml"), "clipNorm: 0\n");
    before = await directoryListing(cwd);
  });

  it.concurrent.each(refused)("%s", async (command, line) => {
    const { status, stdout, stderr } = await learngene(command.split(" "), { cwd });
    expect(stderr).toMatch(/^learngene: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("writes nothing", async () => {
    const listing = await directoryListing(cwd);
    // But for the folder that decoded images are kept in.
    expect(listing.filter((entry) => !entry.startsWith(".learngene"))).toEqual(before);
  });
});

describe("a training that diverges", () => {
  const cwd = temporaryDirectory();
  beforeAll(() => writeImages(join(cwd, "images"), { train: 24, test: 6, size: 4, classes: 3 }));

  it("stops with the step, and leaves its last good checkpoint", async () => {
    const wild = "--learning-rate 10 --min-learning-rate 10 --weight-decay 10 --warmup-epochs 0 --epochs 500";
    const kept = "--checkpoint kept.safetensors --checkpoint-every 0s --quiet";
    const { status, stderr } = await learngene(`${ancestor} ${wild} ${kept}`.split(" "), { cwd });
    const [line] = stderr.trimEnd().split("\n").slice(-1);
    expect(line).toMatch(
      /no longer finite at step \d+; the loss before was .*; the checkpoint of step \d+ is kept/,
    );
    expect(status).toBe(2);
    const listing = await directoryListing(cwd);
    expect(listing.some((entry) => entry.includes("kept.safetensors"))).toBe(true);
    expect(listing.some((entry) => entry.includes("out.safetensors"))).toBe(false);
  });
});

/** A folder of images, one of them cut short. */
async function writeTorn(directory: string): Promise<void> {
  for (const split of ["train", "test"]) {
    for (const name of ["cat", "dog"]) {
      await mkdir(join(directory, split, name), { recursive: true });
      const jpeg = await sharp(await noisePng(1, { size: 32 }))
        .jpeg()
        .toBuffer();
      const isTorn = split === "train" && name === "cat";
      await writeFile(join(directory, split, name, "a.jpg"), isTorn ? jpeg.subarray(0, 200) : jpeg);
    }
  }
}

async function writeOblong(directory: string): Promise<void> {
  await mkdir(directory);
  for (const name of ["train", "t10k"]) {
    const pixels = Uint8Array.from({ length: 24 * 32 }, (_, i) => i % 256);
    const labels = Uint8Array.from({ length: 24 }, (_, i) => i % 3);
    await writeFile(join(directory, `${name}-images-idx3-ubyte`), writeIdx([24, 4, 8], pixels));
    await writeFile(join(directory, `${name}-labels-idx1-ubyte`), writeIdx([24], labels));
  }
}
