import fc from "fast-check";
import { expect, it } from "vitest";
import { cases, fileOf } from "./cases.js";
import { readEveryWay } from "./reading.js";
import { seeds } from "./seeds.js";

it("every sound file is taken", async () => {
  for (const seed of seeds) {
    expect(await readEveryWay(seed, [3, 100])).toBeUndefined();
  }
});

// `npm run test:fuzz` runs more.
it("a spoilt file is refused with a typed error unless it is sound by an independent check", async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const outcome = (await readEveryWay(fileOf(one), one.pieces)) ?? "taken";
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: 3000 },
  );
  expect([...outcomes.keys()].sort()).toEqual(["invalid-learngene", "invalid-safetensors", "taken"]);
});
