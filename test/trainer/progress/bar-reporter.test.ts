import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { terminalReporter } from "../../../src/trainer/progress/index.js";
import { evaluation, recordingStream, step } from "./reports.js";

/** What a terminal that is drawn over from the line's start would have printed, part by part. */
const parts = (text: string): string[] =>
  stripVTControlCharacters(text.replaceAll("\u001b[1G", "\u0000"))
    .split("\u0000")
    .filter((part) => part !== "");

describe("the bar reporter", () => {
  it("draws a bar, lifts it for lines, and leaves the last state of a phase", () => {
    const stream = Object.assign(recordingStream(true), { columns: 200 });
    const reporter = terminalReporter(stream);
    reporter.train(step(50));
    reporter.evaluate(evaluation);
    reporter.note("wrote it");
    reporter.train(step(200));
    reporter.close();
    const written = parts(stream.text());
    expect(written[0]).toMatch(/^learn █{5}░{15} 50\/200 {2}loss 0\.534 /);
    expect(written.filter((part) => part.includes("\n")).join("")).toMatch(
      /learn: depth 9: accuracy 88\.70 %.*\nwrote it\nlearn 200\/200 {2}loss 0\.534 .*9\.80e-4\n$/,
    );
  });

  it("keeps loss, accuracy, speed and time left within 80 columns", () => {
    const stream = Object.assign(recordingStream(true), { columns: 80 });
    const reporter = terminalReporter(stream);
    reporter.train(step(1200, { totalSteps: 4680 }));
    const [bar = ""] = parts(stream.text());
    reporter.close();
    expect(bar).toHaveLength(80);
    expect(bar).toMatch(
      /^learn █{2}░{6} 1200\/4680 {2}loss 0\.534 {2}accuracy 81\.3 % {2}2310 img\/s {2}4:10 left/,
    );
  });

  it("leaves what an interrupted phase and a change of phase had come to", () => {
    const stream = Object.assign(recordingStream(true), { columns: 200 });
    const reporter = terminalReporter(stream);
    reporter.train(step(3));
    reporter.train(step(1, { phase: "finetune" }));
    reporter.close();
    reporter.close();
    const lines = stripVTControlCharacters(stream.text()).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/learn 3\/200 {2}loss/);
    expect(lines[1]).toMatch(/finetune 1\/200 {2}loss/);
  });
});
