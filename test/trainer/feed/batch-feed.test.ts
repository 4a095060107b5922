/** Batches that another thread makes ahead of their steps. */
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Worker } from "node:worker_threads";
import { TrainingBatches, type Augmentation } from "../../../src/trainer/augment/index.js";
import type { Split } from "../../../src/trainer/datasets/index.js";
import { imagesInFile, pickedImages } from "../../../src/trainer/datasets/images.js";
import { BatchFeed } from "../../../src/trainer/feed/index.js";
import { Random } from "../../../src/trainer/random.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";
import { madeUpDataset, pixelsOf } from "../datasets/made-up.js";

const dataset = madeUpDataset(10, 0);
const varied: Augmentation = {
  shift: 1,
  flip: true,
  crop: 0.5,
  operations: 2,
  mixup: 0.8,
  cutmix: 1,
};

const batchesOf = (split: Split) =>
  new TrainingBatches(dataset, split, {
    batchSize: 4,
    augment: varied,
    smoothing: 0.1,
    random: Random.fromSeed(11),
  });

/** What a step is shown. */
function shown(batches: TrainingBatches, step: number) {
  const batch = batches.newBatch();
  batches.fill(step, batch);
  return batch;
}

const inFile = (directory: string): Split => {
  const path = join(directory, "images.u8");
  writeFileSync(path, Uint8Array.of(255, 255, 255, ...pixelsOf(dataset.train)));
  return { ...dataset.train, images: imagesInFile(path, 3, 12) };
};

/** Some of the images of a split, twice over. */
const someOf = ({ images, labels }: Split): Split => {
  const places = Uint32Array.of(9, 3, 4, 1, 9, 3, 4, 1);
  return {
    count: places.length,
    images: pickedImages(images, places),
    labels: Uint8Array.from(places, (place) => labels[place] ?? 0),
  };
};

/** Threads that start while a test runs. */
function startedThreads(): Worker[] {
  const workers: Worker[] = [];
  process.on("worker", (worker) => workers.push(worker));
  return workers;
}

describe("batches made ahead", () => {
  it.each([
    ["in memory", () => dataset.train],
    ["picked from those in memory", () => someOf(dataset.train)],
    ["in a file", () => inFile(temporaryDirectory())],
    ["picked from those in a file", () => someOf(inFile(temporaryDirectory()))],
  ])("of images %s are those made for the step, from any step on", async (_, splitOf) => {
    const batches = batchesOf(splitOf());
    for (const first of [0, 5]) {
      const batch = batches.newBatch();
      const feed = new BatchFeed(batches, batch, { end: first + 7, ahead: true });
      for (let step = first; step < first + 7; step++) {
        await feed.next(step);
        expect(batch).toEqual(shown(batchesOf(splitOf()), step));
      }
      await feed.close();
    }
  });

  it("come once their thread is there; until then they are made here, none left out", async () => {
    const batches = batchesOf(dataset.train);
    const batch = batches.newBatch();
    let asked = 0;
    const worth = { add: () => ++asked === 3 };
    const feed = new BatchFeed(batches, batch, { end: Infinity, worth });
    let step = 0;
    for (let ahead = 0; ahead < 20; step++) {
      await feed.next(step);
      expect(batch).toEqual(shown(batches, step));
      ahead += feed.isAhead ? 1 : 0;
    }
    await feed.close();
    expect(asked).toBe(3);
  });

  it("fail when the step that needs them asks, as those that are made for it", async () => {
    const directory = temporaryDirectory();
    const batches = batchesOf(inFile(directory));
    const [here, ahead] = [false, true].map((isAhead) => {
      const feed = new BatchFeed(batches, batches.newBatch(), { end: 100, ahead: isAhead });
      return { feed, steps: [0, 1] };
    });
    const workers = startedThreads();
    await ahead?.feed.next(0);
    await ahead?.feed.next(1);
    truncateSync(join(directory, "images.u8"), 3);
    const failure = async (feed: BatchFeed | undefined, from: number) => {
      for (let step = from; ; step++) {
        await feed?.next(step);
      }
    };
    // The batch of step 2 may have been made before.
    const errors = await Promise.all([
      failure(here?.feed, 3).catch((error: unknown) => error),
      failure(ahead?.feed, 2).catch((error: unknown) => error),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toMatch(/images\.u8 ends before its image \d$/);
    }
    await Promise.all([here?.feed.close(), ahead?.feed.close()]);
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
  });

  it("end with their training, whatever the thread is at", async () => {
    const workers = startedThreads();
    const batches = batchesOf(dataset.train);
    const feed = new BatchFeed(batches, batches.newBatch(), { end: 100, ahead: true });
    await feed.next(0);
    await feed.close();
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
    await expect(feed.next(1)).rejects.toThrow("the thread that makes batches has ended");
  });
});
