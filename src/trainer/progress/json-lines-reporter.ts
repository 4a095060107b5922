import { closeSync, openSync, writeSync } from "node:fs";
import { InputError } from "../../model/index.js";
import type { EvaluationReport, Reporter, ReportStream, TrainingReport } from "./reporter.js";

/** One line of the output: `event` says which report the rest is. */
export type JsonLine =
  | ({ readonly event: "train" } & TrainingReport)
  | ({ readonly event: "evaluate" } & EvaluationReport)
  | { readonly event: "note"; readonly text: string };

/**
 * Every report as one JSON object on a line of its own, nothing left out, for programs. `target` is a stream, which
 * stays open, or the path of a file, which is begun anew and written line by line, so that a training that dies has
 * left all it had to say. A number that is not finite becomes `null`, as JSON has none.
 *
 * @throws InputError `file-not-found` if the file cannot be written.
 */
export function jsonLinesReporter(target: ReportStream | string): Reporter {
  const sink = typeof target === "string" ? openSink(target) : streamSink(target);
  const write = (line: JsonLine): void => {
    sink.write(`${JSON.stringify(line)}\n`);
  };
  return {
    train: (report) => {
      write({ event: "train", ...report });
    },
    evaluate: (report) => {
      write({ event: "evaluate", ...report });
    },
    note: (text) => {
      write({ event: "note", text });
    },
    close: () => {
      sink.close();
    },
  };
}

interface Sink {
  write(line: string): void;
  close(): void;
}

function streamSink(stream: ReportStream): Sink {
  return { write: (line) => void stream.write(line), close: () => undefined };
}

function openSink(path: string): Sink {
  const file = openForWriting(path);
  let isFailed = false;
  return {
    write: (line) => {
      if (isFailed) return;
      try {
        writeSync(file, line);
      } catch (cause) {
        // News that nobody can read any more is no reason to end what they are of.
        isFailed = true;
        const why = cause instanceof Error ? cause.message : String(cause);
        process.stderr.write(`The metrics file ${path} ends here: ${why}\n`);
      }
    },
    close: () => {
      closeSync(file);
    },
  };
}

function openForWriting(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    throw new InputError("file-not-found", `The metrics file ${path} cannot be written.`, {
      value: path,
      fix: "Name a file in a directory that exists and can be written to.",
      cause,
    });
  }
}
