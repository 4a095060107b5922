import type { Reporter, ReportStream, TrainingReport } from "./reporter.js";
import { describeEvaluation, describeStep } from "./text.js";

/** Options of `lineReporter`. */
export interface LineReporterOptions {
  /** Default: standard error. */
  readonly stream?: ReportStream;
  /** Least time between two lines on steps. Default: 5. */
  readonly everySeconds?: number;
  /** The clock, milliseconds. */
  readonly now?: () => number;
}

/**
 * Plain lines, for logs and pipes: the first and the last step of a phase, one at most every `everySeconds` between
 * them, and all evaluations and notes.
 */
export function lineReporter(options: LineReporterOptions = {}): Reporter {
  const { stream = process.stderr, everySeconds = 5, now = () => performance.now() } = options;
  const write = (line: string): void => {
    stream.write(`${line}\n`);
  };
  let phase: string | undefined;
  let shownAt = -Infinity;
  const isDue = (report: TrainingReport): boolean =>
    report.phase !== phase || report.step >= report.totalSteps || now() - shownAt >= 1000 * everySeconds;
  return {
    train: (report) => {
      if (!isDue(report)) return;
      phase = report.phase;
      shownAt = now();
      write(`${report.phase} ${report.step}/${report.totalSteps}  ${describeStep(report)}`);
    },
    evaluate: (report) => {
      write(describeEvaluation(report));
    },
    note: write,
    close: () => undefined,
  };
}
