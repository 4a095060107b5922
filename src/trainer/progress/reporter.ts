/** How a training stands after a step. */
export interface TrainingReport {
  /** What is being trained: `ancestor`, `learn`, `finetune`, or a name of the caller's. */
  readonly phase: string;
  /** Steps done, 1 to `totalSteps`. */
  readonly step: number;
  readonly totalSteps: number;
  /** The running epoch, counted from 1. */
  readonly epoch: number;
  /** Of the step's batch; what is minimised. */
  readonly loss: number;
  /** Right answers over all in the step's batch, 0 to 1. */
  readonly accuracy: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  readonly learningRate: number;
}

/** What a network gets right on images that it was not trained on. */
export interface EvaluationReport {
  /** As in `TrainingReport`. */
  readonly phase: string;
  /** What was measured, for people: `depth 9`, `Ans-Net`. */
  readonly subject: string;
  /** What was measured on, if not the test images. */
  readonly split?: "validation";
  /** Layers of the network. */
  readonly depth?: number;
  /** Layers per stage. */
  readonly layers?: readonly number[];
  /** Training steps done before it, if it was trained. */
  readonly step?: number;
  /** Images measured on. */
  readonly images: number;
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Right answers over all, 0 to 1. */
  readonly accuracy: number;
  readonly seconds: number;
}

/** Where the news of a training goes. Calls are cheap and never fail the training for want of a reader. */
export interface Reporter {
  /** After a step; renderers choose which ones they show. */
  train(report: TrainingReport): void;
  /** After a measurement; always shown. */
  evaluate(report: EvaluationReport): void;
  /** A line for people: what was read, what was written, where. */
  note(text: string): void;
  /** Nothing more will come. Call it in a `finally`: a bar keeps the process alive until then. */
  close(): void;
}

/** A stream that a reporter writes to: `process.stderr`, `process.stdout`, a file's stream. */
export type ReportStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Tells nobody. */
export const silentReporter: Reporter = {
  train: () => undefined,
  evaluate: () => undefined,
  note: () => undefined,
  close: () => undefined,
};

/** Tells each of them, in order. */
export function composeReporters(...reporters: readonly Reporter[]): Reporter {
  return {
    train: (report) => {
      for (const reporter of reporters) reporter.train(report);
    },
    evaluate: (report) => {
      for (const reporter of reporters) reporter.evaluate(report);
    },
    note: (text) => {
      for (const reporter of reporters) reporter.note(text);
    },
    close: () => {
      for (const reporter of reporters) reporter.close();
    },
  };
}
