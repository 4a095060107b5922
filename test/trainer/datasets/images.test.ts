import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  imagesInFile,
  imagesInMemory,
  openShared,
  pickedImages,
} from "../../../src/trainer/datasets/images.js";
import { readShared } from "../../../src/trainer/datasets/shared-bytes.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
const directory = temporaryDirectory();

describe("images that threads share", () => {
  it("lie in memory once, those picked from them too", () => {
    const images = imagesInMemory(bytes, 2);
    const opened = openShared(structuredClone(images.shared()));
    const picked = openShared(structuredClone(pickedImages(images, Uint32Array.of(2, 0)).shared()));
    expect([...opened.at(1), ...picked.at(0)]).toEqual([3, 4, 5, 6]);
    images.at(1)[0] = 9;
    images.at(2)[1] = 8;
    expect([...opened.at(1), ...picked.at(0)]).toEqual([9, 4, 5, 8]);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("are read from a file that one thread opened, even where it is gone since", () => {
    const path = join(directory, "images.u8");
    writeFileSync(path, bytes);
    const images = imagesInFile(path, 2, 2);
    const shared = images.shared();
    rmSync(path);
    const opened = openShared(structuredClone(shared));
    expect([...opened.at(1), ...opened.at(0), ...images.at(1)]).toEqual([5, 6, 3, 4, 5, 6]);
  });
});

describe("a file in memory that threads share", () => {
  it("is the file, whole, and what the system says of one that cannot be read", async () => {
    const path = join(directory, "some");
    writeFileSync(path, bytes);
    const read = await readShared(path);
    expect(read).toEqual(bytes);
    expect(read.buffer).toBeInstanceOf(SharedArrayBuffer);
    await expect(readShared(join(directory, "none"))).rejects.toMatchObject({ code: "ENOENT" });
    mkdirSync(join(directory, "folder"));
    await expect(readShared(join(directory, "folder"))).rejects.toMatchObject({ code: "EISDIR" });
  });
});
