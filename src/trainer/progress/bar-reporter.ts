import cliProgress from "cli-progress";
import type { Reporter, ReportStream, TrainingReport } from "./reporter.js";
import { describeEvaluation, describeStep } from "./text.js";

/**
 * A bar that is drawn over itself on a terminal (standard error if none is given), one a phase. Evaluations and
 * notes are lines above it; a finished phase leaves its last state as a line. On a stream that is no terminal
 * the bar itself is not drawn: use `lineReporter` there.
 */
export function barReporter(stream: ReportStream = process.stderr): Reporter {
  const bar = new cliProgress.SingleBar({
    stream,
    format: "{phase} {bar} {value}/{total}  {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: (stream.columns ?? 80) >= 100 ? 20 : 8,
    clearOnComplete: true,
    // Long lines are cut at the terminal's edge, and its wrapping is left as it is.
    linewrap: true,
    // Its signal handlers would keep the process alive and the recipes' own from seeing the signal first.
    gracefulExit: false,
  });
  let last: TrainingReport | undefined;
  const lift = (): void => {
    if (last !== undefined) bar.stop();
  };
  const draw = (report: TrainingReport): void => {
    bar.start(report.totalSteps, report.step, { phase: report.phase, text: describeStep(report) });
  };
  /** Takes the bar for good and leaves what it said. */
  const finish = (): void => {
    if (last === undefined) return;
    bar.stop();
    stream.write(`${last.phase} ${last.step}/${last.totalSteps}  ${describeStep(last)}\n`);
    last = undefined;
  };
  const write = (line: string): void => {
    lift();
    stream.write(`${line}\n`);
    if (last !== undefined) draw(last);
  };
  return {
    train: (report) => {
      if (last !== undefined && last.phase !== report.phase) finish();
      if (last === undefined) draw(report);
      else bar.update(report.step, { phase: report.phase, text: describeStep(report) });
      last = report;
      if (report.step >= report.totalSteps) finish();
    },
    evaluate: (report) => {
      write(describeEvaluation(report));
    },
    note: write,
    close: finish,
  };
}
