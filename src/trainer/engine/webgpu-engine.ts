import { InferenceSession, type Tensor } from "onnxruntime-node";
import { onnxBytes } from "../../formats/onnx/index.js";
import { Graph, mul, type Value } from "../../graph/index.js";
import { imagesShape, InputError } from "../../model/index.js";
import { parameterGroups, type ParameterLayout } from "../step/parameters.js";
import {
  buildGathering,
  buildTrainStep,
  STEP,
  stateVectors,
  type TrainStepOptions,
} from "../step/train-step.js";
import { cutParameters } from "./flat-graph.js";
import { tensorOn } from "./session.js";
import { newBranchScales, newGathered, type StepEngine, type StepRunner } from "./step-engine.js";
import type { StepBatch, StepResult } from "./step-session.js";
import type { TrainingState } from "./training-state.js";

/**
 * Training steps on the graphics processor, by the WebGPU provider of onnxruntime-node. Parameters and moments stay in
 * its memory from step to step. Throws `invalid-request` where there is no adapter.
 */
export async function openWebgpuEngine(): Promise<StepEngine> {
  const probe = new Graph();
  const session = await openOnGpu(new Map([["y", mul(probe.input("x", [1]), 1)]]), {}).catch(
    (cause: unknown) => {
      const said = String(cause instanceof Error ? cause.message : cause).split("\n")[0] ?? "";
      // Before that it names its own source.
      const why = said.replace(/^.* was false\. /, "");
      throw new InputError(
        "invalid-request",
        `there is no graphics processor to compute on: ${why.slice(0, 300)}`,
        {
          field: "--device",
          value: "webgpu",
          fix: "Install its Vulkan driver, or compute on --device cpu; learngene doctor shows what there is.",
          cause,
        },
      );
    },
  );
  await session.release();
  const memory = new GpuMemory();
  return {
    name: "ort webgpu",
    openStep: async (options, batch) => {
      const { parameters, accumulate = 1 } = options;
      const outputs = cutParameters(buildTrainStep(options), parameters);
      const onGpu = new Set(vectorNames(options.parameters).map((name) => `${name}.next`));
      const located = [...outputs.keys()].map(
        (name) => [name, onGpu.has(name) ? "gpu-buffer" : "cpu"] as const,
      );
      const step = await openOnGpu(outputs, Object.fromEntries(located));
      const gathering =
        accumulate > 1 ? await openOnGpu(cutParameters(buildGathering(options), parameters), {}) : undefined;
      return new WebgpuStep(step, gathering, memory, options, batch);
    },
  };
}

/** Where each output of a session is to lie. */
type Locations = Readonly<Record<string, "cpu" | "gpu-buffer">>;

function openOnGpu(
  outputs: ReadonlyMap<string, Value>,
  preferredOutputLocation: Locations,
): Promise<InferenceSession> {
  // Portable: FusedMatMul is none of what the provider has, and would run on the CPU.
  return InferenceSession.create(onnxBytes({ outputs }), {
    executionProviders: ["webgpu", "cpu"],
    preferredOutputLocation,
    logSeverityLevel: 3,
  });
}

/** Names of the vectors that a step reads: `decayed.parameters` and so on. */
function vectorNames({ sizes }: ParameterLayout): string[] {
  return parameterGroups
    .filter((group) => sizes[group] > 0)
    .flatMap((group) => stateVectors.map((vector) => STEP.vectorIn(group, vector)));
}

/** The vectors of training states, by name, in the graphics processor's memory. */
class GpuMemory {
  readonly #states = new WeakMap<TrainingState, ReadonlyMap<string, Tensor>>();

  /** What a step is fed: what the last one wrote, or the state's own memory before the first. */
  feeds(state: TrainingState): Record<string, Tensor> {
    const own = state.vectors().filter(([, values]) => values.length > 0);
    return {
      ...Object.fromEntries(own.map(([name, values]) => [name, tensorOn(values, [values.length])])),
      ...Object.fromEntries(this.#states.get(state) ?? []),
    };
  }

  /** Takes what a step wrote as the state; what it had before is freed. */
  async take(state: TrainingState, vectors: ReadonlyMap<string, Tensor>): Promise<void> {
    const before = this.#states.get(state);
    this.#states.set(state, vectors);
    state.keepElsewhere(() => this.#readBack(state));
    for (const tensor of before?.values() ?? []) {
      tensor.dispose();
    }
    await Promise.resolve();
  }

  /** Copies a state's vectors into its own memory, and frees them here. */
  async #readBack(state: TrainingState): Promise<void> {
    const vectors = this.#states.get(state);
    if (vectors === undefined) {
      return;
    }
    // To read such a tensor itself ends the process: a session that gives them on the CPU does it.
    const graph = new Graph();
    const copies = [...vectors].map(([name, tensor]): [string, Value] => [
      `${name}.next`,
      mul(graph.input(name, [...tensor.dims]), 1),
    ]);
    const session = await openOnGpu(new Map(copies), {});
    try {
      const read = await session.run(Object.fromEntries(vectors));
      for (const [name, values] of state.vectors()) {
        const data = read[`${name}.next`]?.data;
        if (data instanceof Float32Array) {
          values.set(data);
        }
      }
    } finally {
      await session.release();
    }
    this.#states.delete(state);
    for (const tensor of vectors.values()) {
      tensor.dispose();
    }
  }
}

class WebgpuStep implements StepRunner {
  readonly branchScales: Float32Array;
  readonly #vectors: readonly string[];
  /** The sum of the gradients of a step's batches before its last, on the CPU, by the name under which it is fed. */
  readonly #gathered: ReadonlyMap<string, Float32Array>;

  constructor(
    private readonly session: InferenceSession,
    /** Of a batch that is not a step's last. */
    private readonly gathering: InferenceSession | undefined,
    private readonly memory: GpuMemory,
    private readonly options: TrainStepOptions,
    private readonly batch: StepBatch,
  ) {
    this.#vectors = vectorNames(options.parameters);
    this.branchScales = newBranchScales(options);
    this.#gathered = newGathered(options);
  }

  async gather(state: TrainingState): Promise<number> {
    if (this.gathering === undefined) {
      throw new Error("this step takes one batch");
    }
    const results = await this.gathering.run(this.#feeds(this.gathering, state, 0));
    for (const group of parameterGroups) {
      const sum = results[STEP.gatheredOut(group)];
      if (sum !== undefined) {
        this.#gathered.get(STEP.gathered(group))?.set(floats(sum));
      }
    }
    return floats(results[STEP.loss])[0] ?? Number.NaN;
  }

  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    const results = await this.session.run(this.#feeds(this.session, state, learningRate));
    const written = this.#vectors.flatMap((name) => {
      const tensor = results[`${name}.next`];
      return tensor === undefined ? [] : [[name, tensor] as const];
    });
    await this.memory.take(state, new Map(written));
    for (const sum of this.#gathered.values()) {
      sum.fill(0);
    }
    state.stepCount++;
    return {
      loss: floats(results[STEP.loss])[0] ?? Number.NaN,
      gradientNorm: floats(results[STEP.gradientNorm])[0] ?? Number.NaN,
      logits: floats(results[STEP.logits]),
    };
  }

  async close(): Promise<void> {
    await this.session.release();
    await this.gathering?.release();
  }

  /** Those inputs that the session's graph has: its losses decide which it reads. */
  #feeds(session: InferenceSession, state: TrainingState, learningRate: number): Record<string, Tensor> {
    const { architecture, batchSize } = this.options;
    const { images, targets, teacherLogits } = this.batch;
    const classes = architecture.config.numClasses;
    const feeds: Record<string, Tensor> = {
      ...this.memory.feeds(state),
      ...Object.fromEntries([...this.#gathered].map(([name, sum]) => [name, tensorOn(sum, [sum.length])])),
      [STEP.images]: tensorOn(images, imagesShape(architecture, batchSize)),
      [STEP.targets]: tensorOn(targets, [batchSize, classes]),
      [STEP.teacherLogits]: tensorOn(teacherLogits, [batchSize, classes]),
      [STEP.learningRate]: tensorOn(Float32Array.of(learningRate), []),
      [STEP.step]: tensorOn(Float32Array.of(state.stepCount + 1), []),
      [STEP.branchScales]: tensorOn(this.branchScales, [this.branchScales.length / batchSize, batchSize]),
    };
    const read = new Set(session.inputNames);
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => read.has(name)));
  }
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw new Error("a step's result is not float32");
  }
  return tensor.data;
}
