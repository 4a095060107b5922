import type { JobEvent } from "../../client/index.js";

/** What a job told of its training, as plots have it. */
export interface Curves {
  /** Steps that something was told of, over all phases. */
  readonly steps: number[];
  /** Of the step's batch. */
  readonly loss: (number | null)[];
  /** Of the step's batch, percent. */
  readonly accuracy: (number | null)[];
  /** On images that it was not trained on, percent. */
  readonly measured: (number | null)[];
}

export function noCurves(): Curves {
  return { steps: [], loss: [], accuracy: [], measured: [] };
}

/** The curves with another event in them. What is no news of a training changes nothing. */
export function withEvent(curves: Curves, event: JobEvent): Curves {
  if (event.type === "train") {
    const { step, loss, accuracy } = event.data;
    return withPoint(curves, step, { loss, accuracy: scaled(accuracy) });
  }
  if (event.type === "evaluate") {
    const { step, accuracy } = event.data;
    return withPoint(curves, step ?? curves.steps.at(-1) ?? 0, { measured: scaled(accuracy) });
  }
  return curves;
}

type Point = Partial<Record<"loss" | "accuracy" | "measured", number | null>>;

function withPoint(curves: Curves, step: number, point: Point): Curves {
  const last = curves.steps.at(-1);
  const isAgain = last === step;
  // Another phase counts from 1 again, and is drawn in place of the one before.
  const kept = last !== undefined && step < last ? noCurves() : curves;
  const put = (values: (number | null)[], value: number | null | undefined) =>
    isAgain ? [...values.slice(0, -1), value ?? values.at(-1) ?? null] : [...values, value ?? null];
  return {
    steps: isAgain ? kept.steps : [...kept.steps, step],
    loss: put(kept.loss, point.loss),
    accuracy: put(kept.accuracy, point.accuracy),
    measured: put(kept.measured, point.measured),
  };
}

function scaled(share: number | null): number | null {
  return share === null ? null : share * 100;
}
