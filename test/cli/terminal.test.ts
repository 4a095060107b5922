import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { bytesText, countText, isColoured, transferReporter } from "../../src/cli/terminal/index.js";

/** A stream that keeps what is written to it. */
function written(properties: object = {}) {
  const stream = Object.assign(new PassThrough(), properties);
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream, text: () => text };
}

describe("a transfer", () => {
  it("where it is piped, is a line every five seconds and one at the end, with rate and time left", () => {
    const { stream, text } = written();
    let now = 0;
    const reporter = transferReporter({ label: "nine.onnx", from: 1_000_000, stream, now: () => now });
    for (const [milliseconds, bytes] of [
      [0, 1_000_000],
      [2000, 2_000_000],
      [5000, 3_500_000],
      [6000, 4_000_000],
      [10_000, 6_000_000],
      [12_000, 10_000_000],
    ] as const) {
      now = milliseconds;
      reporter.update(bytes, 10_000_000);
    }
    reporter.close();
    expect(text().split("\n")).toEqual([
      "nine.onnx  3.50 MB of 10.0 MB  35 %  500 kB/s  0:13 left",
      "nine.onnx  6.00 MB of 10.0 MB  60 %  500 kB/s  0:08 left",
      "nine.onnx  10.0 MB of 10.0 MB  100 %  750 kB/s",
      "",
    ]);
  });

  it("of unknown length tells how much came", () => {
    const { stream, text } = written();
    let now = 0;
    const reporter = transferReporter({ label: "file", stream, now: () => now });
    now = 1000;
    reporter.update(1_500, undefined);
    reporter.close();
    expect(text()).toBe("file  1.50 kB  1.50 kB/s\n");
  });

  it("on a terminal is drawn over itself, and leaves its last state", () => {
    const { stream, text } = written({ isTTY: true, columns: 100 });
    let now = 0;
    const reporter = transferReporter({ label: "file", stream, now: () => now });
    now = 1000;
    reporter.update(50, 100);
    now = 2000;
    reporter.update(100, 100);
    reporter.close();
    expect(text()).toContain("█".repeat(15) + "░".repeat(15));
    expect(text()).toContain("50 B of 100 B  50 %  50 B/s  0:01 left");
    expect(text().endsWith("file  100 B of 100 B  100 %  50 B/s\n")).toBe(true);
  });
});

describe("quantities", () => {
  it("have three digits, and never 1000 of a unit", () => {
    const counts = [0, 7, 999, 1000, 9994, 9995, 99_950, 999_499, 999_500, 172_234, 15_300_000, 2e9];
    expect(counts.map(countText)).toEqual([
      "0",
      "7",
      "999",
      "1.00k",
      "9.99k",
      "10.0k",
      "100k",
      "999k",
      "1.00M",
      "172k",
      "15.3M",
      "2.00G",
    ]);
    expect([0, 705_000, 12_345_678].map(bytesText)).toEqual(["0 B", "705 kB", "12.3 MB"]);
  });
});

describe("colours", () => {
  it("are for terminals that have them, of those who want them", () => {
    const terminal = { isTTY: true };
    expect(isColoured(terminal, {})).toBe(true);
    expect(isColoured(terminal, { NO_COLOR: "" })).toBe(true);
    expect(isColoured(terminal, { NO_COLOR: "1" })).toBe(false);
    expect(isColoured(terminal, { TERM: "dumb" })).toBe(false);
    expect(isColoured({}, {})).toBe(false);
  });
});
