import {
  bytesFromFloats,
  bytesFromHalves,
  bfloat16FromFloats,
  float16FromFloats,
  floatsFromBytes,
  type RandomAccess,
  type Segment,
} from "../formats/index.js";
import type { ExpansionDtype } from "./form.js";

/**
 * Float32 values in a row that are not at hand, any of which can be made alone: what a tensor of an expansion is before
 * it is written in some type. Lengths and places are counted in values.
 */
export type FloatRun = StoredRun | MadeRun;

/** The sum of runs of a stored file, each times its coefficient, as float32 arithmetic gives it term by term. */
export interface StoredRun {
  readonly kind: "stored";
  readonly length: number;
  readonly terms: readonly StoredTerm[];
}

export interface StoredTerm {
  /** Where its first value lies in the file, bytes. */
  readonly offset: number;
  readonly coefficient: number;
}

/** Values made some other way. */
export interface MadeRun {
  readonly kind: "made";
  readonly length: number;
  /** Values `start` up to, not including, `end`: the same ones wherever the run is cut. */
  values(source: RandomAccess, start: number, end: number): Promise<Float32Array>;
}

/** Bytes that a value takes. */
export const dtypeSize: Readonly<Record<ExpansionDtype, number>> = { float32: 4, float16: 2, bfloat16: 2 };

/** Values `start` up to, not including, `end` from a run's first, as a run. */
export function sliceRun(run: FloatRun, start: number, end: number): FloatRun {
  const length = end - start;
  return run.kind === "stored"
    ? { ...run, length, terms: run.terms.map((term) => ({ ...term, offset: term.offset + 4 * start })) }
    : {
        kind: "made",
        length,
        values: (source, from, to) => run.values(source, start + from, start + to),
      };
}

/** The same values in fewer runs: those that lie on after one another in the stored file become one. */
export function joinRuns(runs: readonly FloatRun[]): FloatRun[] {
  const joined: FloatRun[] = [];
  // Of the last run of `joined`; set there once it is known how far it goes.
  let [last, length]: [FloatRun | undefined, number] = [undefined, 0];
  const finish = () => {
    if (last !== undefined) {
      joined.push(last.length === length ? last : sliceRun(last, 0, length));
    }
  };
  for (const run of runs) {
    if (last?.kind === "stored" && run.kind === "stored" && goesOn(last, length, run)) {
      length += run.length;
    } else {
      finish();
      [last, length] = [run, run.length];
    }
  }
  finish();
  return joined;
}

/** A run as bytes of a type: a range of the stored file where they stand there as they are. */
export function runSegment(run: FloatRun, dtype: ExpansionDtype): Segment {
  const size = dtypeSize[dtype];
  const [term] = run.kind === "stored" ? run.terms : [];
  if (dtype === "float32" && run.kind === "stored" && term?.coefficient === 1 && run.terms.length === 1) {
    return { kind: "range", offset: term.offset, length: size * run.length };
  }
  return {
    kind: "computed",
    length: size * run.length,
    async compute(source, start, end) {
      const [first, last] = [Math.floor(start / size), Math.ceil(end / size)];
      const bytes = encoders[dtype](await valuesOf(run, source, first, last));
      return bytes.subarray(start - size * first, end - size * first);
    },
  };
}

const encoders: Readonly<Record<ExpansionDtype, (floats: Float32Array) => Uint8Array>> = {
  float32: bytesFromFloats,
  float16: (floats) => bytesFromHalves(float16FromFloats(floats)),
  bfloat16: (floats) => bytesFromHalves(bfloat16FromFloats(floats)),
};

/** Values `start` up to, not including, `end` of a run. */
export async function valuesOf(
  run: FloatRun,
  source: RandomAccess,
  start: number,
  end: number,
): Promise<Float32Array> {
  if (run.kind === "made") {
    return run.values(source, start, end);
  }
  const parts = await Promise.all(
    run.terms.map(async ({ offset }) =>
      floatsFromBytes(await source.read(offset + 4 * start, 4 * (end - start))),
    ),
  );
  const [first] = run.terms;
  return parts.length === 1 && first?.coefficient === 1 && parts[0] !== undefined
    ? parts[0]
    : sumOf(
        parts,
        run.terms.map((term) => term.coefficient),
      );
}

/** The weighted sum, every product and every sum rounded to float32, as PyTorch and ONNX Runtime compute it. */
function sumOf(parts: readonly Float32Array[], coefficients: readonly number[]): Float32Array {
  // Not from 0: that would turn a first -0 into 0.
  const sum = new Float32Array(parts[0]?.length ?? 0).fill(-0);
  parts.forEach((part, index) => {
    const coefficient = Math.fround(coefficients[index] ?? 0);
    for (let i = 0; i < sum.length; i++) {
      sum[i] = (sum[i] ?? 0) + Math.fround(coefficient * (part[i] ?? 0));
    }
  });
  return sum;
}

/** Whether a run lies right behind the first `length` values of another, term by term. */
function goesOn(before: StoredRun, length: number, after: StoredRun): boolean {
  return (
    before.terms.length === after.terms.length &&
    before.terms.every((term, i) => {
      const next = after.terms[i];
      return next?.coefficient === term.coefficient && term.offset + 4 * length === next.offset;
    })
  );
}
