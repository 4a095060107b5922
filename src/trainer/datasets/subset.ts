import { InputError } from "../../model/index.js";
import { Random } from "../random.js";
import type { Split } from "./dataset.js";
import { pickedImages } from "./images.js";

/**
 * `n` images of a split, as evenly over the classes as it allows: each class is shuffled by the seed, then the
 * classes give one image each in turn, empty ones stepping aside. A smaller subset is the beginning of a larger one.
 *
 * @throws InputError `invalid-recipe` if `n` is not between 1 and the split's count.
 */
export function subset(split: Split, n: number, seed: number | string): Split {
  if (!(Number.isInteger(n) && n >= 1 && n <= split.count)) {
    throw new InputError("invalid-recipe", `A subset of ${n} images cannot be taken from ${split.count}.`, {
      field: "trainImages",
      value: n,
      fix: `Ask for a whole number from 1 to ${split.count}.`,
    });
  }
  const chosen = inTurn(shuffledClasses(split, Random.fromSeed(seed).fork("subset")), n);
  return pick(split, chosen);
}

/** The indices of each class, shuffled by a stream of its own. */
function shuffledClasses({ labels }: Split, random: Random): Uint32Array[] {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const members = byClass.get(label);
    if (members === undefined) byClass.set(label, [index]);
    else members.push(index);
  });
  return [...byClass.entries()]
    .sort(([a], [b]) => a - b)
    .map(([label, members]) => {
      const indices = Uint32Array.from(members);
      random.fork(String(label)).shuffle(indices);
      return indices;
    });
}

/** The first of each list, the second of each list, and so on, up to `n`. */
function inTurn(lists: readonly Uint32Array[], n: number): number[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const taken: number[] = [];
  for (let round = 0; round < longest; round++) {
    for (const list of lists) {
      const index = list[round];
      if (index === undefined) continue;
      taken.push(index);
      if (taken.length === n) return taken;
    }
  }
  return taken;
}

function pick({ images, labels }: Split, chosen: readonly number[]): Split {
  const places = Uint32Array.from(chosen);
  const labelAt = (place: number) => labels[place] ?? 0;
  return {
    count: places.length,
    images: pickedImages(images, places),
    labels:
      labels instanceof Uint16Array ? Uint16Array.from(places, labelAt) : Uint8Array.from(places, labelAt),
  };
}
