import { networkCost } from "../../src/model/index.js";
import { ANCESTOR_DEPTH } from "../paper/scale.js";
import { namedSeeds, showAccuracies } from "../support/accuracies.js";
import { markdownTable } from "../support/markdown-table.js";
import { sum } from "../support/statistics.js";
import type { UnitResult } from "./run-unit.js";
import { ancestorFlops, ancestorRecipeOf, learningFlops, learnRecipeOf, type Scale } from "./scale.js";
import {
  alongAxis,
  axisTitles,
  settingName,
  settingsOf,
  valueTitle,
  type Axis,
  type Setting,
} from "./settings.js";
import { nameOf, unitsOf } from "./units.js";

export type UnitResults = ReadonlyMap<string, UnitResult>;

/** Test accuracies at a depth, one a seed, 0 to 1. */
export interface AtDepth {
  readonly depth: number;
  readonly accuracies: readonly number[];
}

/** What a setting costs, and what comes of it. */
export interface Row {
  readonly setting: Setting;
  /** Of learning. */
  readonly epochs: number;
  /** FLOPs of learning, the Ans-Net's answers with it. */
  readonly flops: number;
  readonly parameters: number;
  /** Of the learngene's file. */
  readonly bytes: number;
  readonly untuned: readonly AtDepth[];
  readonly tuned: AtDepth;
}

/** Who teaches the learngenes of a width. */
export interface AncestorRow {
  readonly width: number;
  readonly parameters: number;
  /** FLOPs of its training. */
  readonly flops: number;
  readonly accuracies: readonly number[];
}

/** What the experiment found. */
export interface AblationsResult {
  readonly scale: Scale;
  /** Those whose trainings are all done. */
  readonly seeds: readonly number[];
  readonly rows: readonly Row[];
  readonly ancestors: readonly AncestorRow[];
  /** Of all units of these seeds. */
  readonly coreSeconds: number;
}

/** Gathers what is done for all of a seed; nothing while no seed is whole. */
export function gather(
  scale: Scale,
  wanted: readonly number[],
  results: UnitResults,
): AblationsResult | undefined {
  const seeds = wanted.filter((seed) => unitsOf(scale, [seed]).every(({ name }) => results.has(name)));
  if (seeds.length === 0) {
    return undefined;
  }
  const accuracies = (nameOfSeed: (seed: number) => string, depth: number) =>
    seeds.map((seed) => results.get(nameOfSeed(seed))?.accuracies[depth] ?? Number.NaN);
  const rows = settingsOf(scale.usual, scale.axes).map((setting): Row => {
    const { width, stages } = setting;
    const recipe = learnRecipeOf(scale, 0, setting);
    const { architecture } = ancestorRecipeOf(scale, 0, width);
    return {
      setting,
      epochs: recipe.epochs,
      flops: learningFlops(scale, width, recipe),
      parameters: networkCost(architecture, stages).params,
      bytes: results.get(nameOf.gene(seeds[0] ?? 0, setting))?.bytes ?? Number.NaN,
      untuned: scale.depths.map((depth) => ({
        depth,
        accuracies: accuracies((seed) => nameOf.gene(seed, setting), depth),
      })),
      tuned: {
        depth: scale.tunedDepth,
        accuracies: accuracies((seed) => nameOf.tuning(seed, setting), scale.tunedDepth),
      },
    };
  });
  const ancestors = scale.axes.width.map((width): AncestorRow => {
    const { architecture, depth } = ancestorRecipeOf(scale, 0, width);
    return {
      width,
      parameters: networkCost(architecture, depth).params,
      flops: ancestorFlops(scale, width),
      accuracies: accuracies((seed) => nameOf.ancestor(seed, width), depth),
    };
  });
  const names = unitsOf(scale, seeds).map(({ name }) => name);
  const coreSeconds = sum(names.map((name) => results.get(name)?.coreSeconds ?? 0));
  return { scale, seeds, rows, ancestors, coreSeconds };
}

/** The rows along an axis, in its order. */
export function rowsAlong({ scale, rows }: AblationsResult, axis: Axis): Row[] {
  const names = alongAxis(axis, scale.usual, scale.axes).map(settingName);
  return names.flatMap((name) => rows.find(({ setting }) => settingName(setting) === name) ?? []);
}

/** What a choice comes to, with a caption; of costs, those that it changes. */
export function axisTable(result: AblationsResult, axis: Axis): string {
  const { scale, seeds } = result;
  const { depths, tunedDepth, tuning } = scale;
  const rows = rowsAlong(result, axis);
  const costs = costColumns(result).filter(({ differs }) => new Set(rows.map(differs)).size > 1);
  const spread = seeds.length > 1 ? ", mean ± standard deviation" : "";
  const caption =
    `Test accuracy, %, ${namedSeeds(seeds)}${spread}: untuned, and in the last column after ` +
    `${tuning === 1 ? "one epoch" : `${tuning} epochs`} of tuning.`;
  const table = markdownTable(
    [
      axisTitles[axis],
      ...costs.map(({ title }) => title),
      ...depths.map((depth) => `${depth} layers`),
      `${tunedDepth} layers, tuned`,
    ],
    rows.map((row) => [
      valueTitle(scale.usual, axis, row.setting),
      ...costs.map(({ of }) => of(row)),
      ...[...row.untuned, row.tuned].map(({ accuracies }) => showAccuracies(accuracies)),
    ]),
  );
  return `${caption}\n\n${table}`;
}

interface Column {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** Where this is the same in all rows, the column is left out. */
  readonly differs: (row: Row) => string;
}

function costColumns({ ancestors }: AblationsResult): Column[] {
  const trained = ({ width }: Setting) => ancestors.find((row) => row.width === width)?.flops ?? Number.NaN;
  const parameters = (row: Row) => row.parameters.toLocaleString("en");
  const learning = ({ flops }: Row) => teraflops(flops);
  return [
    { title: "parameters", of: parameters, differs: parameters },
    // A file's length depends on what its manifest tells, too, by a few bytes.
    { title: "kB stored", of: ({ bytes }) => (bytes / 1000).toFixed(0), differs: parameters },
    { title: "TFLOP of learning", of: learning, differs: learning },
    {
      title: "with the Ans-Net",
      of: ({ flops, setting }) => teraflops(flops + trained(setting)),
      differs: learning,
    },
  ];
}

/** The Ans-Nets that taught, and how much was trained on. */
export function ancestorsTable({ scale, seeds, ancestors }: AblationsResult): string {
  const { trainImages, scratch } = scale;
  const caption =
    `The Ans-Nets, of ${ANCESTOR_DEPTH} layers, ${scratch} epochs of ${trainImages.toLocaleString("en")} images, ${namedSeeds(seeds)}; ` +
    "each learngene was learned for no more FLOPs than the Ans-Net of its width " +
    "([figures](../../bench/results/ablations.json)).";
  const rows = ancestors.map(({ width, parameters, flops, accuracies }) => [
    String(width),
    parameters.toLocaleString("en"),
    teraflops(flops),
    showAccuracies(accuracies),
  ]);
  return `${caption}\n\n${markdownTable(["width", "parameters", "TFLOP of training", "test accuracy, %"], rows)}`;
}

const teraflops = (flops: number) => Number((flops / 1e12).toPrecision(2)).toString();
