/** What steps in a row took and told. */
export interface Steps {
  readonly ms: number[];
  /** Before each step, nats. */
  readonly losses: number[];
  /** Of the gradient before clipping. */
  readonly norms: number[];
}

/** Relative differences that rounding explains: of the first step, and of those whose weights steps before moved. */
const FIRST = 1e-4;
const LATER = 1e-2;

/** Throws unless both computed the same: losses and gradient norms from the same weights and batch on. */
export function checkAgreement(network: string, own: Steps, other: Steps, name: string): void {
  for (const what of ["losses", "norms"] as const) {
    for (const [step, value] of own[what].entries()) {
      const theirs = other[what][step] ?? Number.NaN;
      const difference = Math.abs(value - theirs) / Math.abs(theirs);
      if (!(difference <= (step === 0 ? FIRST : LATER))) {
        throw new Error(
          `${network}: ${what} of step ${step + 1} differ: ${value} here, ${theirs} by ${name}`,
        );
      }
    }
  }
}
