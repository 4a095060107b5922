import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { accuracyPoint, namedSeeds, showAccuracies } from "../../bench/support/accuracies.js";
import { experimentOptions } from "../../bench/support/experiment.js";
import { keepResult, keptResults } from "../../bench/support/kept-results.js";
import { runUnits } from "../../bench/support/units.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "kept-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

describe("a unit's result", () => {
  it("is kept under the unit's name", async () => {
    const directory = folder();
    const result = await keepResult(directory, "unit", () => Promise.resolve({ accuracy: 0.5 }));
    expect(result.accuracy).toBe(0.5);
    expect(result.coreSeconds).toBeGreaterThanOrEqual(0);
    expect(await keptResults(directory, ["unit", "other"])).toEqual(new Map([["unit", result]]));
  });

  it("is not kept where the work failed", async () => {
    const directory = folder();
    const failing = keepResult(directory, "unit", () => Promise.reject(new Error("full")));
    await expect(failing).rejects.toThrow("full");
    expect(await keptResults(directory, ["unit"])).toEqual(new Map());
  });
});

describe("an experiment's units", () => {
  it("are not done again where their results are known", async () => {
    const known = new Map([["unit", 7]]);
    const done: string[] = [];
    const results = await runUnits([{ name: "unit", needs: [] }], {
      worker: new URL("no-such-worker.ts", import.meta.url),
      args: [],
      processes: 2,
      known,
      done: (name) => done.push(name),
    });
    expect(results).toEqual(known);
    expect(done).toEqual([]);
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
