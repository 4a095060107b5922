import type { Tensor } from "@tensorflow/tfjs-core";
import { nodesBehind, type Node, type Value } from "../../../graph/index.js";
import { imagesShape } from "../../../model/index.js";
import { parameterGroups } from "../../step/parameters.js";
import { buildTrainStep, STEP, stateVectors, type TrainStepOptions } from "../../step/train-step.js";
import { cutParameters } from "../flat-graph.js";
import { newBranchScales, refuseGathering, type StepEngine, type StepRunner } from "../step-engine.js";
import type { StepBatch, StepResult } from "../step-session.js";
import type { TrainingState } from "../training-state.js";
import { loadTfjs, type Tfjs } from "./load.js";
import { evaluateOperator } from "./operators.js";

/** Training steps on TensorFlow.js, one operator at a time. Throws `file-not-found` where it is not installed. */
export async function openTfjsEngine(): Promise<StepEngine> {
  const { tf, name } = await loadTfjs();
  return {
    name: `tfjs (${name})`,
    openStep: async (options, batch) => {
      refuseGathering("TensorFlow.js", options);
      return Promise.resolve(new TfjsStep(tf, options, batch));
    },
  };
}

class TfjsStep implements StepRunner {
  readonly branchScales: Float32Array;
  readonly #outputs: ReadonlyMap<string, Value>;
  readonly #nodes: readonly Node[];
  readonly #lastReader: ReadonlyMap<Value, Node>;

  constructor(
    private readonly tf: Tfjs,
    private readonly options: TrainStepOptions,
    private readonly batch: StepBatch,
  ) {
    this.branchScales = newBranchScales(options);
    this.#outputs = cutParameters(buildTrainStep(options), options.parameters);
    this.#nodes = nodesBehind([...this.#outputs.values()]);
    const kept = new Set(this.#outputs.values());
    this.#lastReader = new Map(
      this.#nodes.flatMap((node) =>
        node.inputs.filter((value) => !kept.has(value)).map((value) => [value, node] as const),
      ),
    );
  }

  gather(): Promise<number> {
    return Promise.reject(new Error("this step takes one batch"));
  }

  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    const results = this.tf.tidy(() => this.#evaluate(this.#feeds(state, learningRate)));
    try {
      for (const [name, values] of state.vectors()) {
        const next = results[`${name}.next`];
        if (next !== undefined) {
          values.set(await floats(next));
        }
      }
      state.stepCount++;
      const { [STEP.loss]: loss, [STEP.gradientNorm]: norm, [STEP.logits]: logits } = results;
      return {
        loss: (await floats(loss))[0] ?? Number.NaN,
        gradientNorm: (await floats(norm))[0] ?? Number.NaN,
        logits: await floats(logits),
      };
    } finally {
      this.tf.dispose(results);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Values of the graph's inputs, by name. */
  #feeds(state: TrainingState, learningRate: number): ReadonlyMap<string, Tensor> {
    const { tf, batch } = this;
    const { architecture, batchSize, parameters } = this.options;
    const classes = architecture.config.numClasses;
    const vectors = new Map(state.vectors());
    return new Map<string, Tensor>([
      [STEP.images, tf.tensor(batch.images, imagesShape(architecture, batchSize))],
      [STEP.targets, tf.tensor(batch.targets, [batchSize, classes])],
      [STEP.teacherLogits, tf.tensor(batch.teacherLogits, [batchSize, classes])],
      [STEP.learningRate, tf.scalar(learningRate)],
      [STEP.step, tf.scalar(state.stepCount + 1)],
      [STEP.branchScales, tf.tensor(this.branchScales, [this.branchScales.length / batchSize, batchSize])],
      ...parameterGroups.flatMap((group) =>
        stateVectors.map((vector): [string, Tensor] => {
          const name = STEP.vectorIn(group, vector);
          return [name, tf.tensor(vectors.get(name) ?? new Float32Array(0), [parameters.sizes[group]])];
        }),
      ),
    ]);
  }

  /** The graph's outputs by name; each other tensor is let go of once its last reader has read it. */
  #evaluate(feeds: ReadonlyMap<string, Tensor>): Record<string, Tensor> {
    const values = new Map<Value, Tensor>();
    for (const node of this.#nodes) {
      const inputs = node.inputs.map((value) => valueOf(values, value));
      const outputs = this.#run(node, inputs, feeds);
      node.outputs.forEach((value, i) => {
        const tensor = outputs[i];
        if (tensor !== undefined) {
          values.set(value, tensor);
        }
      });
      for (const value of new Set(node.inputs)) {
        if (this.#lastReader.get(value) === node) {
          values.get(value)?.dispose();
        }
      }
    }
    return Object.fromEntries([...this.#outputs].map(([name, value]) => [name, valueOf(values, value)]));
  }

  #run(node: Node, inputs: readonly Tensor[], feeds: ReadonlyMap<string, Tensor>): Tensor[] {
    const { op, attributes } = node;
    if (op !== "input") {
      return evaluateOperator(this.tf, op, inputs, attributes);
    }
    const name = "name" in attributes ? attributes.name : "";
    const feed = feeds.get(name);
    if (feed === undefined) {
      throw new Error(`the step graph reads ${name}, which nothing feeds`);
    }
    return [feed];
  }
}

function valueOf(values: ReadonlyMap<Value, Tensor>, value: Value): Tensor {
  const tensor = values.get(value);
  if (tensor === undefined) {
    throw new Error(`${value.node.op} has not run yet`);
  }
  return tensor;
}

async function floats(tensor: Tensor | undefined): Promise<Float32Array> {
  const data = await tensor?.data();
  if (!(data instanceof Float32Array)) {
    throw new Error("a step's result is not float32");
  }
  return data;
}
