import {
  composeReporters,
  jsonLinesReporter,
  openEngine,
  Profiler,
  terminalReporter,
  type Reporter,
  type TrainingContext,
} from "../trainer/index.js";
import { checkpointFile } from "./checkpoint-file.js";
import { showRecipe } from "./recipe-file.js";
import { threadsOf, type RunOptions } from "./options/index.js";

/** Milliseconds. */
const DEFAULT_CHECKPOINT_EVERY = 60_000;

/**
 * Runs a training with reporters for people and programs, which are closed however it ends. Its checkpoint goes once it
 * has ended well.
 */
export async function reporting<T>(
  options: RunOptions,
  signal: AbortSignal,
  train: (context: TrainingContext) => Promise<T>,
): Promise<T> {
  const { checkpoint, checkpointEvery = DEFAULT_CHECKPOINT_EVERY } = options;
  const checkpoints =
    checkpoint === undefined ? undefined : checkpointFile(checkpoint, checkpointEvery / 1000);
  const threads = threadsOf(options);
  const profiler = options.profile ? new Profiler() : undefined;
  const { engine, why } = await openEngine({ ...options, threads, profiler });
  const reporter = openReporter(options);
  try {
    if (why !== undefined) {
      reporter.note(why);
    }
    const context = { threads, engine, profiler, reporter, signal };
    const result = await train(checkpoints === undefined ? context : { ...context, checkpoints });
    await checkpoints?.remove();
    return result;
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
