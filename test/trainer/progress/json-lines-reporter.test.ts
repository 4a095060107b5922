import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeReporters, jsonLinesReporter, silentReporter } from "../../../src/trainer/progress/index.js";
import { expectInputError } from "../../support/errors.js";
import { evaluation, recordingStream, step } from "./reports.js";

const parse = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

describe("the JSON lines reporter", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "learngene-progress-"));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it("writes every report whole, one object a line, to a file that is there at once", async () => {
    const path = join(directory, "metrics.jsonl");
    const reporter = jsonLinesReporter(path);
    reporter.note("two\nlines");
    reporter.train(step(1));
    reporter.train(step(2, { loss: NaN }));
    reporter.evaluate(evaluation);
    const expected = [
      { event: "note", text: "two\nlines" },
      { event: "train", ...step(1) },
      { event: "train", ...step(2), loss: null },
      { event: "evaluate", ...evaluation },
    ];
    expect(parse(await readFile(path, "utf8"))).toEqual(expected);
    reporter.close();
    jsonLinesReporter(path).close();
    expect(await readFile(path, "utf8")).toBe("");
  });

  it("writes to a stream beside others, each told in order", () => {
    const [first, second] = [recordingStream(), recordingStream()];
    const reporter = composeReporters(jsonLinesReporter(first), silentReporter, jsonLinesReporter(second));
    reporter.train(step(1));
    reporter.evaluate(evaluation);
    reporter.note("done");
    reporter.close();
    expect(parse(first.text())).toEqual([
      { event: "train", ...step(1) },
      { event: "evaluate", ...evaluation },
      { event: "note", text: "done" },
    ]);
    expect(second.text()).toBe(first.text());
    expect(first.writableEnded).toBe(false);
  });

  it("refuses a file that cannot be written", async () => {
    const path = join(directory, "nowhere", "metrics.jsonl");
    await expectInputError(
      () => jsonLinesReporter(path),
      "file-not-found",
      /nowhere\/metrics\.jsonl cannot be written/,
    );
  });
});
