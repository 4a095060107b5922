import type { Reporter } from "../../trainer/index.js";
import type { ChildMessage } from "./protocol.js";

type ChildEvent = Extract<ChildMessage, { type: "event" }>["event"];

/** Milliseconds between two events about steps: people follow, and each is kept. */
const TRAIN_MILLISECONDS = 1000;

/** Turns reports into events: all measurements and notes, of the steps the first, the last and one a second. */
export function followersReporter(
  tell: (event: ChildEvent) => void,
  now: () => number = () => performance.now(),
): Reporter {
  let phase: string | undefined;
  let toldAt = -Infinity;
  return {
    train: (report) => {
      const isDue =
        report.phase !== phase || report.step >= report.totalSteps || now() - toldAt >= TRAIN_MILLISECONDS;
      if (isDue) {
        phase = report.phase;
        toldAt = now();
        tell({ type: "train", data: { ...report } });
      }
    },
    evaluate: (report) => {
      tell({ type: "evaluate", data: { ...report } });
    },
    note: (text) => {
      tell({ type: "note", data: { text } });
    },
    close: () => undefined,
  };
}
