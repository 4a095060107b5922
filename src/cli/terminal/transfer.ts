import cliProgress from "cli-progress";
import type { ReportStream } from "../../trainer/index.js";
import { clock } from "../../trainer/progress/text.js";
import { bytesText } from "./quantities.js";

/** How far a file is. Calls are cheap. */
export interface TransferReporter {
  /** With how many bytes are there, of how many. */
  update(bytes: number, total: number | undefined): void;
  /** Nothing more will come. Call it in a `finally`: a bar keeps the process alive until then. */
  close(): void;
}

export interface TransferOptions {
  /** What is moved: `nine.onnx`. */
  readonly label: string;
  /** Bytes that were there before. */
  readonly from?: number;
  /** Default: standard error. */
  readonly stream?: ReportStream;
  /** The clock, milliseconds. */
  readonly now?: () => number;
}

/** Milliseconds between two lines. */
const LINES_EVERY = 5000;

/** A bar with rate and time left where the stream is a terminal; where it is piped, a line every five seconds. */
export function transferReporter(options: TransferOptions): TransferReporter {
  const { stream = process.stderr } = options;
  return stream.isTTY === true ? barReporter(options, stream) : lineReporter(options, stream);
}

function barReporter(options: TransferOptions, stream: ReportStream): TransferReporter {
  const { label } = options;
  const pace = paceOf(options);
  const bar = new cliProgress.SingleBar({
    stream,
    format: "{label} {bar} {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: (stream.columns ?? 80) >= 100 ? 30 : 12,
    clearOnComplete: true,
    linewrap: true,
    gracefulExit: false,
  });
  let last: string | undefined;
  return {
    update: (bytes, total) => {
      const text = textOf(bytes, total, pace(bytes));
      if (last === undefined) bar.start(total ?? bytes, bytes, { label, text });
      else bar.update(bytes, { label, text });
      last = text;
    },
    close: () => {
      if (last === undefined) return;
      bar.stop();
      stream.write(`${label}  ${last}\n`);
      last = undefined;
    },
  };
}

function lineReporter(options: TransferOptions, stream: ReportStream): TransferReporter {
  const { label, now = () => performance.now() } = options;
  const pace = paceOf(options);
  let shownAt = now();
  let unshown: string | undefined;
  return {
    update: (bytes, total) => {
      const text = `${label}  ${textOf(bytes, total, pace(bytes))}\n`;
      if (now() - shownAt < LINES_EVERY) {
        unshown = text;
        return;
      }
      shownAt = now();
      unshown = undefined;
      stream.write(text);
    },
    close: () => {
      if (unshown !== undefined) stream.write(unshown);
      unshown = undefined;
    },
  };
}

/** Bytes a second since the transfer began. */
function paceOf({ from = 0, now = () => performance.now() }: TransferOptions): (bytes: number) => number {
  const start = now();
  return (bytes) => (bytes - from) / ((now() - start) / 1000);
}

/** `12.3 of 45.6 MB  27 %  5.0 MB/s  0:07 left`. */
function textOf(bytes: number, total: number | undefined, rate: number): string {
  const pace = Number.isFinite(rate) && rate > 0 ? [`${bytesText(rate)}/s`] : [];
  if (total === undefined) {
    return [bytesText(bytes), ...pace].join("  ");
  }
  const share = total === 0 ? 100 : Math.floor((100 * bytes) / total);
  const left = bytes < total && pace.length > 0 ? [`${clock((total - bytes) / rate)} left`] : [];
  return [`${bytesText(bytes)} of ${bytesText(total)}`, `${share} %`, ...pace, ...left].join("  ");
}
