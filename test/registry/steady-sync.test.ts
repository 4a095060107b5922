import { expect, it } from "vitest";
import { SteadySync } from "../../src/registry/blobs/steady-sync.js";

const MEBIBYTE = 1024 * 1024;

/** A file whose syncs end when told to. */
function slowFile() {
  const syncs: { end: () => void; fail: (error: Error) => void }[] = [];
  const datasync = () =>
    new Promise<void>((resolve, reject) => {
      syncs.push({ end: resolve, fail: reject });
    });
  return { syncs, datasync };
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await new Promise(setImmediate);
  return settled;
}

it("syncs while bytes come, and holds them up only when the disk is two syncs behind", async () => {
  const file = slowFile();
  const disk = new SteadySync(file);
  await disk.wrote(31 * MEBIBYTE);
  expect(file.syncs).toHaveLength(0);
  await disk.wrote(MEBIBYTE);
  expect(file.syncs).toHaveLength(1);
  await disk.wrote(31 * MEBIBYTE);
  const held = disk.wrote(MEBIBYTE);
  expect(await isSettled(held)).toBe(false);
  file.syncs[0]?.end();
  await held;
  expect(file.syncs).toHaveLength(2);
});

it("ends with a sync of what is left", async () => {
  const file = slowFile();
  const disk = new SteadySync(file);
  await disk.wrote(1);
  const ended = disk.end();
  expect(await isSettled(ended)).toBe(false);
  expect(file.syncs).toHaveLength(1);
  file.syncs[0]?.end();
  await ended;
});

it("throws what a sync failed with, and settles all the same", async () => {
  const file = slowFile();
  const disk = new SteadySync(file);
  await disk.wrote(32 * MEBIBYTE);
  file.syncs[0]?.fail(new Error("the disk is full"));
  await expect(disk.end()).rejects.toThrow("the disk is full");
  await disk.settled();
});
