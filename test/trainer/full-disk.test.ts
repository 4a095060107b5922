import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkpointFile } from "../../src/cli/checkpoint-file.js";
import { writeResult } from "../../src/cli/result-file.js";
import {
  ancestorRecipe,
  jsonLinesReporter,
  trainAncestor,
  writeAtomically,
  type TrainingContext,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { smallDisk } from "../support/small-disk.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
} from "../support/tiny-training.js";

const PAGE = 4096;
const disk = smallDisk(16 * PAGE);
afterAll(() => disk?.remove());

const recipe = ancestorRecipe({
  kind: "ancestor",
  ...patternTraining,
  epochs: 1,
  architecture: patternArchitecture,
  depth: 1,
});

describe.skipIf(disk === undefined)("a disk that is full", () => {
  const at = (name: string) => join(disk?.path ?? "", name);

  it("leaves a file as it was, and names it and the fault", async () => {
    await writeAtomically(at("kept"), Buffer.from("before"));
    const error = await expectInputError(
      () => writeAtomically(at("kept"), new Uint8Array(17 * PAGE)),
      "disk-full",
      /no room for the 69632 bytes of .*kept \(ENOSPC\)/,
    );
    expect(error.fix).toMatch(/^Free some space/);
    expect(readFileSync(at("kept"), "utf8")).toBe("before");
    expect(readdirSync(disk?.path ?? "")).toEqual(["kept"]);
  });

  it("costs a result nothing: it goes to where there is room, and the error says where", async () => {
    const bytes = new Uint8Array(17 * PAGE).fill(7);
    const error = await expectInputError(
      () => writeResult(at("result.safetensors"), bytes),
      "disk-full",
      /it was written to .*result\.safetensors instead/,
    );
    const [, place = ""] = /written to (\S+) instead/.exec(error.message) ?? [];
    expect(new Uint8Array(readFileSync(place))).toEqual(bytes);
    rmSync(place);
    expect(readdirSync(disk?.path ?? "")).toEqual(["kept"]);
  });

  it("keeps the last good checkpoint and lets the training go on, which then ends as any other", async () => {
    const notes: string[] = [];
    let steps = 0;
    const context: TrainingContext = {
      ...quietContext,
      checkpoints: checkpointFile(at("run.ckpt"), 0),
      reporter: {
        ...quietContext.reporter,
        note: (text) => notes.push(text),
        train: () => {
          // After three steps somebody else fills the disk up.
          if (++steps === 3) fill(at("other"));
        },
      },
    };
    const trained = await trainAncestor(recipe, patternDataset, context);
    expect(trained.tensors).toEqual((await trainAncestor(recipe, patternDataset, quietContext)).tensors);
    expect(notes[0]).toMatch(
      /^the checkpoint was not saved: there is no room .*ENOSPC.*; that of step 2 is kept, and the training goes on$/,
    );
    const whole = await trainAncestor(recipe, patternDataset, {
      ...quietContext,
      checkpoints: { ...checkpointFile(at("run.ckpt"), Infinity), save: () => Promise.resolve() },
    });
    expect(whole.tensors).toEqual(trained.tensors);
  });

  it("ends a file of metrics, not what it is of", () => {
    const reporter = jsonLinesReporter(at("metrics.jsonl"));
    for (let i = 0; i < 3; i++) reporter.note("x".repeat(PAGE));
    reporter.close();
  });
});

/** Writes until there is no room. */
function fill(path: string): void {
  for (let i = 0; ; i++) {
    try {
      writeFileSync(`${path}.${i}`, new Uint8Array(PAGE));
    } catch {
      return;
    }
  }
}
