import { describe, expect, it } from "vitest";
import { imagesInMemory } from "../../../src/trainer/datasets/images.js";
import { pixelStatistics } from "../../../src/trainer/datasets/pixel-statistics.js";

describe("pixel statistics", () => {
  it("are each channel's mean and deviation on the 0..1 scale", () => {
    // Two images of two channels of 1 x 2 pixels; channel 0 holds 0 0 255 255, channel 1 holds 10 20 30 40.
    const images = Uint8Array.of(0, 0, 10, 20, 255, 255, 30, 40);
    const split = { count: 2, images: imagesInMemory(images, 4), labels: Uint8Array.of(0, 1) };
    const { mean, std } = pixelStatistics({ channels: 2, height: 1, width: 2 }, split);
    expect(mean[0]).toBe(0.5);
    expect(std[0]).toBe(0.5);
    expect(mean[1]).toBeCloseTo(25 / 255, 14);
    expect(std[1]).toBeCloseTo(Math.sqrt(125) / 255, 14);
  });
});
