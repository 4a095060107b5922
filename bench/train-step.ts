import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { onnxBytes } from "../src/formats/onnx/index.js";
import { gemm, Graph, sizeOf, type Shape, type Value } from "../src/graph/index.js";
import { mlpWidth, networkCost, networkTensors, tokenCount, type Architecture } from "../src/model/index.js";
import { createBatch } from "../src/trainer/augment/index.js";
import { openSession, tensorOn, type Tensor } from "../src/trainer/engine/session.js";
import { StepSession } from "../src/trainer/engine/step-session.js";
import { TrainingState } from "../src/trainer/engine/training-state.js";
import { initialWeights } from "../src/trainer/initialize.js";
import { Random } from "../src/trainer/random.js";
import { layOutParameters } from "../src/trainer/step/parameters.js";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";
import { median, milliseconds } from "./support/statistics.js";

interface Case {
  name: string;
  width: number;
  depth: number;
  heads: number;
  patchSize: number;
  batchSize: number;
}

/** What is measured of one network. */
export interface StepFigures extends Case {
  imagesPerSecond: number;
  /** Median over the rounds. */
  msPerStep: number;
  gflops: number;
  matmulGflops: number;
}

const cases: readonly Case[] = [
  { name: "sample, 12 layers", width: 64, depth: 12, heads: 4, patchSize: 7, batchSize: 128 },
  { name: "width 192, 6 layers", width: 192, depth: 6, heads: 3, patchSize: 4, batchSize: 64 },
];

/**
 * `npm run bench -- train-step`: how fast training steps are, beside what ONNX Runtime reaches on plain products of
 * the same matrices, measured in turn in the same run. FLOPs of a step are three times those of the forward pass.
 */
export async function trainStepBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { threads: { type: "string" }, rounds: { type: "string", default: "15" } },
  });
  const threads = Number(values.threads ?? availableParallelism());
  const results: StepFigures[] = [];
  for (const one of cases) {
    const result = await measure(one, threads, Number(values.rounds));
    const { imagesPerSecond, msPerStep, gflops, matmulGflops } = result;
    console.log(
      `${one.name}: ${imagesPerSecond.toFixed(0)} images/s, ${msPerStep.toFixed(1)} ms/step, ` +
        `${gflops.toFixed(1)} GFLOP/s, plain matmul ${matmulGflops.toFixed(1)} GFLOP/s, ` +
        `${((100 * gflops) / matmulGflops).toFixed(0)} %`,
    );
    results.push(result);
  }
  await writeResult("train-step", { command: "npm run bench -- train-step", threads, results });
  await updateReadme("train-step", trainStepTable(results));
}

/** Results as a Markdown table. */
export function trainStepTable(results: readonly StepFigures[]): string {
  const rows = results.map(
    ({ name, batchSize, imagesPerSecond, msPerStep, gflops, matmulGflops }) =>
      `| ${name} | ${batchSize} | ${imagesPerSecond.toFixed(0)} | ${msPerStep.toFixed(1)} | ${gflops.toFixed(0)} | ` +
      `${matmulGflops.toFixed(0)} | ${((100 * gflops) / matmulGflops).toFixed(0)} % |`,
  );
  return [
    "| network | batch | images/s | ms/step | GFLOP/s | plain matmul, same run, GFLOP/s | share |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
  ].join("\n");
}

async function measure(one: Case, threads: number, rounds: number): Promise<StepFigures> {
  const architecture = architectureOf(one);
  const step = await openStep(one, architecture, threads);
  const products = await openProducts(one, architecture, threads);
  const stepTimes: number[] = [];
  const productTimes: number[] = [];
  const warmUp = 3;
  const productsPerRound = 10; // the first, whose memory the step has evicted from the caches, is left out
  for (let round = 0; round < warmUp + rounds; round++) {
    const stepTime = await milliseconds(step);
    if (round >= warmUp) {
      stepTimes.push(stepTime);
    }
    for (let i = 0; i < productsPerRound; i++) {
      const productTime = await milliseconds(products.run);
      if (round >= warmUp && i > 0) {
        productTimes.push(productTime);
      }
    }
  }
  const msPerStep = median(stepTimes);
  const stepFlops = 3 * one.batchSize * networkCost(architecture, one.depth).flops;
  return {
    ...one,
    msPerStep,
    imagesPerSecond: (1000 * one.batchSize) / msPerStep,
    gflops: stepFlops / msPerStep / 1e6,
    matmulGflops: products.flops / median(productTimes) / 1e6,
  };
}

function architectureOf({ width, heads, patchSize }: Case): Architecture {
  return {
    family: "vit",
    config: {
      imageSize: 28,
      patchSize,
      inChans: 1,
      numClasses: 10,
      embedDim: width,
      numHeads: heads,
      mlpRatio: 4,
      globalPool: "avg",
      fcNorm: false,
      normEps: 1e-6,
    },
  };
}

async function openStep({ depth, batchSize }: Case, architecture: Architecture, threads: number) {
  const random = Random.fromSeed(0);
  const tensors = networkTensors(architecture, depth);
  const parameters = layOutParameters(tensors);
  const state = new TrainingState(parameters, initialWeights(architecture, tensors, random));
  const { imageSize, numClasses } = architecture.config;
  const source = {
    channels: 1,
    height: imageSize,
    width: imageSize,
    numClasses,
    preprocessing: { mean: [0], std: [1], interpolation: "bilinear" as const },
  };
  const batch = {
    ...createBatch(source, batchSize),
    teacherLogits: new Float32Array(batchSize * numClasses),
  };
  batch.images.forEach((_, i) => {
    batch.images[i] = random.normal();
  });
  batch.targets.fill(1 / numClasses);
  const session = await StepSession.open(
    {
      architecture,
      depth,
      parameters,
      batchSize,
      loss: { distillationWeight: 0, temperature: 1 },
      optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05, clipNorm: 1 },
    },
    batch,
    { threads },
  );
  return () => session.run(state, 1e-3);
}

/** The products of a block's forward pass: queries, keys, values, projection and the two of the MLP. */
async function openProducts({ batchSize, width }: Case, architecture: Architecture, threads: number) {
  const rows = batchSize * tokenCount(architecture.config);
  const hidden = mlpWidth(architecture.config);
  const sizes = [
    ...Array.from({ length: 4 }, () => [width, width] as const),
    [width, hidden] as const,
    [hidden, width] as const,
  ];
  const graph = new Graph();
  const outputs = new Map<string, Value>();
  const feeds: Record<string, Tensor> = {};
  const fetches: Record<string, Tensor> = {};
  sizes.forEach(([inner, columns], i) => {
    const a = graph.input(`a${i}`, [rows, inner]);
    const b = graph.input(`b${i}`, [columns, inner]);
    outputs.set(`product${i}`, gemm(a, b, { transB: true }));
    feeds[`a${i}`] = filled(a.shape);
    feeds[`b${i}`] = filled(b.shape);
    fetches[`product${i}`] = filled([rows, columns]);
  });
  const session = await openSession(onnxBytes({ outputs }), { threads });
  return {
    flops: sizes.reduce((sum, [inner, columns]) => sum + 2 * rows * inner * columns, 0),
    run: () => session.run(feeds, fetches),
  };
}

function filled(shape: Shape): Tensor {
  return tensorOn(new Float32Array(sizeOf(shape)).fill(0.5), shape);
}
