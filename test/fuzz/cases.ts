/** A case: a sound file and what is done to it. */
import fc from "fast-check";
import { mutationGroups, mutations, type Choice } from "./mutations.js";
import { seeds } from "./seeds.js";

export interface Case {
  readonly seed: number;
  readonly other: number;
  readonly steps: readonly (Choice & { readonly mutation: string })[];
  /** Lengths of the first pieces that the file comes in. */
  readonly pieces: readonly number[];
}

const number = fc.nat(2 ** 31 - 1);

// Most faults hide those behind them: deep ones are made more often, and few together.
const mutation = fc.oneof(
  ...mutationGroups.map((names, i) => ({ weight: 1 + i, arbitrary: fc.constantFrom(...names) })),
);
const step = fc.record({ mutation, a: number, b: number, c: number });
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.array(step, { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 4 }) },
);

export const cases: fc.Arbitrary<Case> = fc.record({
  seed: fc.nat(seeds.length - 1),
  other: fc.nat(seeds.length - 1),
  steps,
  pieces: fc.array(fc.oneof(fc.nat(9), fc.nat(4000)), { maxLength: 6 }),
});

/** The file of a case. */
export function fileOf({ seed, other, steps }: Case): Uint8Array {
  const start = Buffer.from(seeds[seed] ?? []);
  const file = steps.reduce<Buffer>((bytes, { mutation, ...choice }) => {
    const mutate = mutations[mutation];
    // Nothing is left to change of an empty file.
    return mutate === undefined || bytes.length === 0
      ? bytes
      : mutate(bytes, choice, Buffer.from(seeds[other] ?? []));
  }, start);
  return new Uint8Array(file);
}
