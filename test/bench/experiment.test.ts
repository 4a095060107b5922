import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { accuracyPoint, namedSeeds, showAccuracies } from "../../bench/support/accuracies.js";
import { experimentOptions } from "../../bench/support/experiment.js";
import { keptResult } from "../../bench/support/kept-result.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "kept-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

describe("a unit's result", () => {
  it("is kept under the unit's name, and not made again", async () => {
    const directory = folder();
    let made = 0;
    const work = () => Promise.resolve({ accuracy: ++made });
    const first = await keptResult(directory, "unit", work);
    expect(first.accuracy).toBe(1);
    expect(first.coreSeconds).toBeGreaterThanOrEqual(0);
    expect(await keptResult(directory, "unit", work)).toEqual(first);
    expect((await keptResult(directory, "other", work)).accuracy).toBe(2);
    expect(JSON.parse(readFileSync(join(directory, "unit.json"), "utf8"))).toEqual(first);
  });

  it("is not kept where the work failed", async () => {
    const directory = folder();
    await expect(keptResult(directory, "unit", () => Promise.reject(new Error("full")))).rejects.toThrow(
      "full",
    );
    expect(await keptResult(directory, "unit", () => Promise.resolve({}))).toHaveProperty("coreSeconds");
  });

  it("is read as it lies there", async () => {
    const directory = folder();
    writeFileSync(join(directory, "unit.json"), '{"accuracy":0.5,"coreSeconds":7}');
    const never = () => Promise.reject(new Error("made again"));
    expect(await keptResult(directory, "unit", never)).toEqual({ accuracy: 0.5, coreSeconds: 7 });
  });
});

describe("an experiment's options", () => {
  it("are the full scale and its seeds, unless said otherwise", () => {
    expect(experimentOptions([])).toMatchObject({ scale: "full", seeds: undefined, until: undefined });
    expect(experimentOptions(["--quick", "--seeds", "2,3,2", "--processes", "1"])).toMatchObject({
      scale: "quick",
      seeds: [2, 3],
      processes: 1,
    });
  });

  it("refuse seeds that are none", () => {
    expect(() => experimentOptions(["--seeds", "1,x"])).toThrow("--seeds 1,x: give whole numbers");
  });
});

describe("accuracies of several seeds", () => {
  it("are shown as their mean and deviation, of one seed without", () => {
    expect(showAccuracies([0.881, 0.883])).toBe("88.2 ± 0.1");
    expect(showAccuracies([0.88125], 2)).toBe("88.13");
    expect(showAccuracies([])).toBe("");
    expect([[1], [1, 2], [1, 2, 3]].map(namedSeeds)).toEqual(["seed 1", "seeds 1 and 2", "seeds 1, 2 and 3"]);
  });

  it("are drawn from the least to the greatest", () => {
    expect(accuracyPoint(4, [0.5, 0.75])).toEqual({ x: 4, y: 62.5, low: 50, high: 75 });
    expect(accuracyPoint(4, [0.5])).toEqual({ x: 4, y: 50 });
  });
});
