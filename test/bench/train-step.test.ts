import { describe, expect, it } from "vitest";
import { networks } from "../../bench/train-step/networks.js";
import { figuresOf, takeRound, type TakeSteps } from "../../bench/train-step/rounds.js";
import { checkAgreement } from "../../bench/train-step/steps.js";
import { trainStepTable } from "../../bench/train-step/table.js";

const [network] = networks as [(typeof networks)[number]];

/** Steps of these milliseconds. */
const taking =
  (ms: number, taken: string[], name: string): TakeSteps =>
  (count) => {
    taken.push(`${name} ${count}`);
    // What the first after another's steps takes must not count.
    const times = Array.from({ length: count }, (_, i) => (i === 0 ? 1000 : ms));
    return Promise.resolve({ ms: times, losses: [], norms: [] });
  };

describe("rounds of training steps", () => {
  it("run each in turn, another first each time, and leave the first step out", async () => {
    const taken: string[] = [];
    const contenders = { own: taking(10, taken, "own"), eager: taking(20, taken, "eager") };
    const first = await takeRound(0, network, contenders, () => Promise.resolve([5, 7, 6]));
    await takeRound(1, network, contenders, () => Promise.resolve([5]));
    expect(first).toEqual({ ms: { own: 10, eager: 20 }, matmulGflops: 6 });
    const steps = network.stepsPerRound + 1;
    expect(taken).toEqual([`own ${steps}`, `eager ${steps}`, `eager ${steps}`, `own ${steps}`]);
  });

  it("give PyTorch's time over ours by round, whatever slowed a whole round down", () => {
    const rounds = [
      { ms: { own: 10, eager: 12, compile: 9 }, matmulGflops: 50 },
      { ms: { own: 40, eager: 44, compile: 36 }, matmulGflops: 20 },
      { ms: { own: 11, eager: 11, compile: 11 }, matmulGflops: 48 },
    ];
    const { msPerStep, ratios, matmulGflops } = figuresOf(network, rounds);
    expect(msPerStep).toEqual({ own: 11, eager: 12, compile: 11 });
    expect(ratios.eager).toBeCloseTo(1.1, 12);
    expect(ratios.compile).toBeCloseTo(0.9, 12);
    expect(matmulGflops).toBe(48);
  });

  it("leave the compiled columns empty where it was not built", () => {
    const figures = figuresOf(network, [{ ms: { own: 10, eager: 12 }, matmulGflops: 50 }]);
    expect(figures.ratios).toEqual({ eager: 1.2 });
    const table = trainStepTable([{ ...figures, peakMiB: { own: 300, eager: 800 } }]);
    expect(table).toContain("| 10 | 12 | 1.20 |  |  |");
  });
});

describe("the agreement of training steps", () => {
  const own = { ms: [], losses: [2.3, 2.2], norms: [1.5, 1.4] };

  it("holds where only rounding differs", () => {
    const rounded = { ms: [], losses: [2.30001, 2.201], norms: [1.50001, 1.405] };
    expect(() => {
      checkAgreement("tiny", own, rounded, "another");
    }).not.toThrow();
  });

  it.each([
    ["the loss", { ms: [], losses: [2.301, 2.2], norms: [1.5, 1.4] }, "losses of step 1 differ"],
    ["the gradient", { ms: [], losses: [2.3, 2.2], norms: [1.501, 1.4] }, "norms of step 1 differ"],
    ["a later step", { ms: [], losses: [2.3, 2.15], norms: [1.5, 1.4] }, "losses of step 2 differ"],
    ["a missing step", { ms: [], losses: [2.3], norms: [1.5, 1.4] }, "losses of step 2 differ"],
  ])("does not hold where %s is another", (_, other, message) => {
    expect(() => {
      checkAgreement("tiny", own, other, "another");
    }).toThrow(message);
  });
});
