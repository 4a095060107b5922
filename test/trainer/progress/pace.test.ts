import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/trainer/progress/index.js";

describe("the pace of a training", () => {
  it("is what the steps took, images and time left alike", () => {
    let time = 1000;
    const pace = new Pace(100, 64, () => time);
    time += 500;
    expect(pace.tick(1)).toEqual({ imagesPerSecond: 128, secondsLeft: 49.5 });
    time += 1500;
    expect(pace.tick(2)).toEqual({ imagesPerSecond: 64, secondsLeft: 98 });
  });

  it("forgets what lies more than 50 steps back", () => {
    let time = 0;
    const pace = new Pace(200, 10, () => time);
    time += 60_000;
    for (let step = 1; step < 51; step++) {
      pace.tick(step);
      time += 100;
    }
    const { imagesPerSecond, secondsLeft } = pace.tick(51);
    expect(imagesPerSecond).toBeCloseTo(100, 9);
    expect(secondsLeft).toBeCloseTo(14.9, 9);
  });
});
