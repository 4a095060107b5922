import { describe, expect, it } from "vitest";
import { greyToRgba, guesses, toInput } from "../../src/page/model/images.js";

const colours = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 51, 51, 51, 255]);
const scaling = { mean: [0.5, 0.25, 0], std: [0.5, 0.25, 1], interpolation: "bilinear" as const };

describe("an image as input", () => {
  it("has a plane a channel, each scaled by its own mean and deviation", () => {
    const input = toInput(colours, { channels: 3, size: 2 }, scaling);
    const expected = [1, -1, -1, -0.6, -1, 3, -1, -0.2, 0, 0, 1, 0.2];
    expected.forEach((value, i) => {
      expect(input[i]).toBeCloseTo(value, 6);
    });
    expect(input).toHaveLength(12);
  });

  it("is its brightness for a network of one channel, grey exactly as it was", () => {
    const input = toInput(colours, { channels: 1, size: 2 }, { ...scaling, mean: [0], std: [1] });
    expect([...input].map((value) => Number(value.toFixed(3)))).toEqual([0.299, 0.587, 0.114, 0.2]);
    const grey = Uint8Array.from({ length: 256 }, (_, i) => i);
    const exact = toInput(greyToRgba(grey), { channels: 1, size: 16 }, { ...scaling, mean: [0], std: [1] });
    expect(exact).toEqual(Float32Array.from(grey, (value) => value / 255));
  });

  it("is refused at another size than the network's", () => {
    expect(() => toInput(colours, { channels: 3, size: 3 }, scaling)).toThrow(RangeError);
  });
});

describe("guesses", () => {
  it("are the classes with their probabilities, the likeliest first", () => {
    const [first, second, third] = guesses([0, Math.log(3), -1000], ["coat", "bag"]);
    expect(first).toMatchObject({ index: 1, label: "bag", logit: Math.log(3) });
    expect(first?.probability).toBeCloseTo(0.75, 12);
    expect(second?.probability).toBeCloseTo(0.25, 12);
    expect(third).toMatchObject({ label: "class 2", probability: 0 });
  });

  it("stand however large logits are", () => {
    expect(guesses([5000, 5000], undefined).map(({ probability }) => probability)).toEqual([0.5, 0.5]);
  });
});
