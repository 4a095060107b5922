import { describe, expect, it } from "vitest";
import { lineReporter, terminalReporter } from "../../../src/trainer/progress/index.js";
import { clock } from "../../../src/trainer/progress/text.js";
import { evaluation, recordingStream, step } from "./reports.js";

describe("the line reporter", () => {
  it("writes a step, an evaluation and a note as plain lines", () => {
    const stream = recordingStream();
    const reporter = lineReporter({ stream });
    reporter.note("reading fashion-mnist");
    reporter.train(step(1));
    reporter.evaluate(evaluation);
    reporter.close();
    expect(stream.text()).toBe(
      "reading fashion-mnist\n" +
        "learn 1/200  loss 0.534  accuracy 81.3 %  2310 img/s  4:10 left  epoch 1  rate 9.80e-4\n" +
        "learn: depth 9: accuracy 88.70 %, loss 0.334 (10000 images, 3.2 s)\n",
    );
  });

  it("shows first and last steps of a phase and, between them, one every few seconds", () => {
    const stream = recordingStream();
    let time = 0;
    const reporter = lineReporter({ stream, everySeconds: 5, now: () => time });
    for (let number = 1; number <= 200; number++) {
      reporter.train(step(number));
      time += 110;
    }
    reporter.train(step(1, { phase: "finetune" }));
    reporter.train(step(2, { phase: "finetune" }));
    const shown = stream
      .text()
      .split("\n")
      .map((line) => line.split("/")[0]);
    expect(shown).toEqual([
      "learn 1",
      "learn 47",
      "learn 93",
      "learn 139",
      "learn 185",
      "learn 200",
      "finetune 1",
      "",
    ]);
  });

  it("is what a pipe gets in place of a bar", () => {
    const stream = recordingStream(false);
    const reporter = terminalReporter(stream);
    reporter.train(step(1));
    reporter.close();
    expect(stream.text()).toMatch(/^learn 1\/200 {2}loss .*rate .*\n$/);
  });

  it("writes the time left as a clock shows it", () => {
    const expected: [number, string][] = [
      [0, "0:00"],
      [59.4, "0:59"],
      [59.6, "1:00"],
      [3599, "59:59"],
      [7500, "2:05:00"],
      [-3, "0:00"],
      [NaN, "?"],
      [Infinity, "?"],
    ];
    for (const [seconds, text] of expected) expect(clock(seconds)).toBe(text);
  });
});
