import type { NamedUnit } from "../support/units.js";
import type { Scale } from "./scale.js";
import { settingName, settingsOf, type Setting } from "./settings.js";

/** A training: what one process does at a time. */
export type Unit = NamedUnit &
  (
    | { readonly kind: "ancestor"; readonly seed: number; readonly width: number }
    | { readonly kind: "gene" | "tuning"; readonly seed: number; readonly setting: Setting }
  );

export const nameOf = {
  ancestor: (seed: number, width: number) => `seed-${seed}-ancestor-${width}`,
  gene: (seed: number, setting: Setting) => `seed-${seed}-gene-${settingName(setting)}`,
  tuning: (seed: number, setting: Setting) => `seed-${seed}-tuning-${settingName(setting)}`,
};

/** All units, seed by seed, each after those that it needs. */
export function unitsOf({ usual, axes }: Scale, seeds: readonly number[]): Unit[] {
  const settings = settingsOf(usual, axes);
  const widths = [...new Set(settings.map(({ width }) => width))];
  return seeds.flatMap((seed): Unit[] => [
    ...widths.map((width): Unit => ({
      kind: "ancestor",
      seed,
      width,
      name: nameOf.ancestor(seed, width),
      needs: [],
    })),
    ...settings.flatMap((setting): Unit[] => {
      const [ancestor, gene] = [nameOf.ancestor(seed, setting.width), nameOf.gene(seed, setting)];
      return [
        { kind: "gene", seed, setting, name: gene, needs: [ancestor] },
        { kind: "tuning", seed, setting, name: nameOf.tuning(seed, setting), needs: [gene] },
      ];
    }),
  ]);
}
