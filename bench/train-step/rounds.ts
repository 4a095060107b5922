import { networkCost } from "../../src/model/index.js";
import { median } from "../support/statistics.js";
import { architectureOf, type Network } from "./networks.js";
import type { PytorchWay } from "./pytorch.js";
import type { Steps } from "./steps.js";
import type { StepFigures } from "./table.js";

/** Takes so many steps in a row. */
export type TakeSteps = (count: number) => Promise<Steps>;

/** What is compared: this project's steps, and PyTorch's as far as it could build them. */
export type Contenders = { readonly own: TakeSteps } & { readonly [way in PytorchWay]?: TakeSteps };

/** Milliseconds a step of each, and the rates of plain products, in one round. */
export interface Round {
  readonly ms: Readonly<Record<string, number>>;
  readonly matmulGflops: number;
}

/** Runs each in turn; another begins each round, so that none always follows the same one. */
export async function takeRound(
  round: number,
  { stepsPerRound }: Network,
  contenders: Contenders,
  products: () => Promise<number[]>,
): Promise<Round> {
  const all = Object.entries(contenders);
  const ms: Record<string, number> = {};
  for (let i = 0; i < all.length; i++) {
    const [name, take] = all[(round + i) % all.length] ?? ["", contenders.own];
    // The first finds its memory evicted from the caches, and the others' idle threads may still spin.
    const steps = await take(1 + stepsPerRound);
    ms[name] = median(steps.ms.slice(1));
  }
  return { ms, matmulGflops: median(await products()) };
}

/** Medians over the rounds. */
export function figuresOf(network: Network, rounds: readonly Round[]): Omit<StepFigures, "peakMiB"> {
  const { name, batchSize, depth } = network;
  const ms = (way: string) => median(rounds.map((round) => round.ms[way] ?? Number.NaN));
  const ratio = (way: string) =>
    median(rounds.map((round) => (round.ms[way] ?? Number.NaN) / (round.ms.own ?? Number.NaN)));
  const isCompiled = rounds.every((round) => round.ms.compile !== undefined);
  const flops = 3 * batchSize * networkCost(architectureOf(network), depth).flops;
  return {
    name,
    batchSize,
    msPerStep: { own: ms("own"), eager: ms("eager"), ...(isCompiled && { compile: ms("compile") }) },
    ratios: { eager: ratio("eager"), ...(isCompiled && { compile: ratio("compile") }) },
    gflops: flops / ms("own") / 1e6,
    matmulGflops: median(rounds.map((round) => round.matmulGflops)),
  };
}
