/** Training steps beside PyTorch's. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { writeResult } from "../support/provenance.js";
import { updateReadme } from "../support/readme.js";
import { networks, type Network } from "./networks.js";
import { openOwnSteps } from "./own-steps.js";
import { openProducts } from "./products.js";
import { checkPython, Pytorch, PytorchError, type PytorchWay } from "./pytorch.js";
import { figuresOf, takeRound, type Contenders, type Round, type TakeSteps } from "./rounds.js";
import { checkAgreement } from "./steps.js";
import { trainStepTable, type StepFigures } from "./table.js";

/** Steps whose losses and norms are compared before anything is timed, and with which memory is measured. */
const COMPARED = 4;

interface Options {
  readonly threads: number;
  readonly rounds: number;
  readonly python: string;
  readonly ways: readonly PytorchWay[];
  readonly folder: string;
}

/**
 * `npm run bench -- train-step`: how long training steps take, beside PyTorch's of the same network (timm's), weights,
 * batch, optimizer and threads, and beside what ONNX Runtime reaches on plain products of the same matrices; all in turn in
 * the same run. Throws unless the first steps have the same losses and gradients. Linux only.
 */
export async function trainStepBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      threads: { type: "string", default: String(availableParallelism()) },
      rounds: { type: "string", default: "7" },
      python: { type: "string", default: ".venv/bin/python" },
      "no-compile": { type: "boolean", default: false },
      network: { type: "string", multiple: true },
    },
  });
  const { python, network: only } = values;
  checkPython(python);
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const options: Options = {
    threads: Number(values.threads),
    rounds: Number(values.rounds),
    python,
    ways: values["no-compile"] ? ["eager"] : ["eager", "compile"],
    folder,
  };
  try {
    const chosen = networks.filter(({ name }) => only?.some((part) => name.includes(part)) ?? true);
    const results: (StepFigures & { pytorch: string })[] = [];
    for (const network of chosen) {
      results.push(await measure(network, options));
    }
    console.log(trainStepTable(results));
    if (chosen.length === networks.length) {
      const { threads, rounds } = options;
      await writeResult("train-step", { command: "npm run bench -- train-step", threads, rounds, results });
      await updateReadme("train-step", trainStepTable(results));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(network: Network, options: Options): Promise<StepFigures & { pytorch: string }> {
  const { threads, python, folder } = options;
  const peakMiB = await measureMemory(network, options);
  const own = await openOwnSteps(network, threads);
  const products = await openProducts(network, threads);
  const pytorch = await Pytorch.start(python, network, threads, folder);
  try {
    const contenders = await agreeing(network, own.run, pytorch, options.ways);
    const rounds: Round[] = [];
    for (let i = 0; i < options.rounds; i++) {
      rounds.push(await takeRound(i, network, contenders, products.run));
    }
    const figures = { ...figuresOf(network, rounds), peakMiB, pytorch: pytorch.version };
    console.error(`${network.name}: ${JSON.stringify(figures)}`);
    return figures;
  } finally {
    pytorch.close();
    await products.close();
    await own.close();
  }
}

/** Takes the first steps of each and compares them; gives those that could be built. */
async function agreeing(
  { name }: Network,
  own: TakeSteps,
  pytorch: Pytorch,
  ways: readonly PytorchWay[],
): Promise<Contenders> {
  const expected = await own(COMPARED);
  const contenders: { own: TakeSteps } & { [way in PytorchWay]?: TakeSteps } = { own };
  for (const way of ways) {
    try {
      checkAgreement(name, expected, await pytorch.steps(way, COMPARED), `PyTorch, ${way}`);
    } catch (error) {
      if (!(way === "compile" && error instanceof PytorchError)) {
        throw error;
      }
      console.error(`${name}: torch.compile is left out: ${error.message.slice(0, 500)}`);
      continue;
    }
    contenders[way] = (count) => pytorch.steps(way, count);
  }
  return contenders;
}

/** The peak of each in a process of its own, MiB. */
async function measureMemory(
  network: Network,
  { threads, python, folder }: Options,
): Promise<StepFigures["peakMiB"]> {
  const pytorch = await Pytorch.start(python, network, threads, folder);
  await pytorch.steps("eager", COMPARED);
  const eager = await pytorch.peakMemory();
  pytorch.close();
  const script = "bench/train-step/own-memory.ts";
  const args = ["--import", "tsx", script, network.name, String(threads), String(COMPARED)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return { own: Number(stdout) / 2 ** 20, eager: eager / 2 ** 20 };
}
