import {
  composeReporters,
  jsonLinesReporter,
  terminalReporter,
  type Reporter,
  type TrainingContext,
} from "../trainer/index.js";
import { showRecipe } from "./recipe-file.js";
import { threadsOf, type RunOptions } from "./options/index.js";

/** Runs a training with reporters for people and programs, which are closed however it ends. */
export async function reporting<T>(
  options: RunOptions,
  signal: AbortSignal,
  train: (context: TrainingContext) => Promise<T>,
): Promise<T> {
  const reporter = openReporter(options);
  try {
    return await train({ threads: threadsOf(options), reporter, signal });
  } finally {
    reporter.close();
  }
}

/** The note that a training begins with: its recipe, whole, as a recipe file. */
export function noteRecipe({ reporter }: TrainingContext, recipe: object): void {
  reporter.note(`recipe:\n${showRecipe(recipe).replaceAll(/^/gm, "  ")}`);
}

function openReporter({ jsonl, quiet }: RunOptions): Reporter {
  return composeReporters(
    ...(quiet ? [] : [terminalReporter()]),
    ...(jsonl === undefined ? [] : [jsonLinesReporter(jsonl === "-" ? process.stdout : jsonl)]),
  );
}
