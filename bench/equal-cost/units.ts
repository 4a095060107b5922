import type { NamedUnit } from "../support/units.js";
import { budgets, forBudgets, netRecipe, tagOf, type NetChoice, type Scale, type Subject } from "./scale.js";

/** What is tuned: the learngene's network of a depth, or as many first layers of the network from labels at its cost. */
export const starts = ["learngene", "first"] as const;
export type Start = (typeof starts)[number];

/** A training or measurement: what one process does at a time. */
export type Unit = NamedUnit &
  (
    | ({ readonly kind: "net" } & NetChoice)
    | { readonly kind: "untuned"; readonly depth: number }
    | { readonly kind: "tuning"; readonly seed: number; readonly start: Start; readonly depth: number }
  );

/** Names of units. Each has the learngene's digest or the network's recipe, so that what was done with others is left alone. */
export function namesOf(subject: Subject, scale: Scale) {
  const learngene = subject.learngene.digest.replace("sha256:", "").slice(0, 8);
  // Reckoned once: nothing in a recipe but its seed hangs on the seed.
  const recipes = forBudgets((budget) => netRecipe(subject, scale, { seed: 0, budget }));
  const net = ({ seed, budget }: NetChoice) => `net-${tagOf({ ...recipes[budget], seed })}`;
  return {
    net,
    untuned: (depth: number) => `learngene-${learngene}-untuned-${depth}`,
    tuning: (seed: number, start: Start, depth: number) =>
      `${start === "first" ? net({ seed, budget: "learning" }) : `learngene-${learngene}-seed-${seed}`}-tuning-${depth}`,
  };
}

/** All units, seed by seed, each after those that it needs. */
export function unitsOf(subject: Subject, scale: Scale, seeds: readonly number[]): Unit[] {
  const names = namesOf(subject, scale);
  return [
    ...seeds.flatMap((seed) =>
      budgets.map((budget): Unit => ({
        kind: "net",
        seed,
        budget,
        name: names.net({ seed, budget }),
        needs: [],
      })),
    ),
    ...scale.untuned.map((depth): Unit => ({
      kind: "untuned",
      depth,
      name: names.untuned(depth),
      needs: [],
    })),
    ...seeds.flatMap((seed) =>
      starts.flatMap((start) =>
        scale.tuned.map((depth): Unit => ({
          kind: "tuning",
          seed,
          start,
          depth,
          name: names.tuning(seed, start, depth),
          needs: start === "first" ? [names.net({ seed, budget: "learning" })] : [],
        })),
      ),
    ),
  ];
}
