import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { z } from "zod";

const int32 = z.int().min(-0x8000_0000).max(0x7fff_ffff);

/** A stream's whole state, plain JSON: what a checkpoint keeps. */
export const randomStateSchema = z.strictObject({
  /** The seed, then the label of each fork down to this stream. */
  path: z.tuple([z.union([z.string(), z.int()])], z.string()),
  /** xoroshiro128+'s two 64-bit words as four signed 32-bit numbers: s0 high, s0 low, s1 high, s1 low. */
  state: z.tuple([int32, int32, int32, int32]),
});

export type RandomState = z.infer<typeof randomStateSchema>;

/** The largest truncation of timm's `trunc_normal_`: in the weights' own units, not in standard deviations. */
const truncation = 2;

/**
 * A stream of random numbers: xoroshiro128+ (shifts 24, 16, 37; the low 32 bits of each output), by `pure-rand`.
 *
 * A stream starts from the first 128 bits of the SHA-256 of `learngene-random-1:` and the JSON of its path,
 * `[seed, label, label…]`. So a fork depends on what it is called and never on what was drawn before, and
 * every consumer (initial weights, shuffling, augmentation, layouts) has a stream of its own: to draw more in
 * one changes nothing in another.
 */
export class Random {
  readonly #path: RandomState["path"];
  readonly #generator: RandomGenerator;

  private constructor(path: RandomState["path"], state: readonly number[]) {
    this.#path = path;
    this.#generator = xoroshiro128plusFromState(state);
  }

  /** The stream of a recipe's seed: a whole number or a text. `1` and `"1"` are different seeds. */
  static fromSeed(seed: number | string): Random {
    if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
      throw new RangeError(`A seed is a whole number or a text, not ${seed}.`);
    }
    return new Random([seed], startOf([seed]));
  }

  /** The stream as it was when `exportState` was called; what it draws next, the other would have drawn. */
  static fromState(saved: RandomState): Random {
    return new Random(saved.path, saved.state);
  }

  /** The stream of that name under this one. The same label always gives the same stream. */
  fork(label: string): Random {
    const path: RandomState["path"] = [...this.#path, label];
    return new Random(path, startOf(path));
  }

  exportState(): RandomState {
    const [s0High, s0Low, s1High, s1Low] = this.#generator.getState();
    return { path: this.#path, state: [s0High ?? 0, s0Low ?? 0, s1High ?? 0, s1Low ?? 0] };
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform among 0 … n-1, without modulo bias. `n` is from 1 to 2^32. */
  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) {
      throw new RangeError(`integer(n) needs 1 <= n <= 2^32, not ${n}.`);
    }
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** Standard normal, by Box and Muller; the second number of each pair is dropped, so that no state is hidden. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * Normal with mean 0 and deviation `std`, drawn again while outside -2 … 2. Those bounds are absolute, as in
   * timm's `trunc_normal_(std=.02)`: at ViT's 0.02 they stand 100 deviations out and never bite.
   */
  truncatedNormal(std: number): number {
    for (;;) {
      const value = std * this.normal();
      if (Math.abs(value) <= truncation) return value;
    }
  }

  /** Puts the items into a uniformly drawn order, in place (Fisher and Yates, from the end). */
  shuffle(items: Uint32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = items[last] ?? 0;
      items[last] = items[other] ?? 0;
      items[other] = kept;
    }
  }
}

function startOf(path: RandomState["path"]): number[] {
  const digest = createHash("sha256")
    .update(`learngene-random-1:${JSON.stringify(path)}`)
    .digest();
  return [0, 4, 8, 12].map((at) => digest.readInt32BE(at));
}
