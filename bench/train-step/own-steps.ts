import { StepSession } from "../../src/trainer/engine/step-session.js";
import { TrainingState } from "../../src/trainer/engine/training-state.js";
import { layOutParameters } from "../../src/trainer/step/parameters.js";
import { architectureOf, LEARNING_RATE, optimizer, startOf, type Network } from "./networks.js";
import type { Steps } from "./steps.js";

/** This project's training steps: takes so many, on from where the last call ended. */
export async function openOwnSteps(
  network: Network,
  threads: number,
): Promise<{ run: (count: number) => Promise<Steps>; close: () => Promise<void> }> {
  const { tensors, weights, batch } = startOf(network);
  const { depth, batchSize } = network;
  const parameters = layOutParameters(tensors);
  const state = new TrainingState(parameters, weights);
  const architecture = architectureOf(network);
  const loss = { distillationWeight: 0, temperature: 1 };
  const session = await StepSession.open(
    { architecture, depth, parameters, batchSize, loss, optimizer },
    batch,
    { threads },
  );
  const run = async (count: number): Promise<Steps> => {
    const steps: Steps = { ms: [], losses: [], norms: [] };
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      const { loss, gradientNorm } = await session.run(state, LEARNING_RATE);
      steps.ms.push(performance.now() - started);
      steps.losses.push(loss);
      steps.norms.push(gradientNorm);
    }
    return steps;
  };
  return { run, close: () => session.close() };
}
