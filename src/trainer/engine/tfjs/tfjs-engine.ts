import type { Tensor } from "@tensorflow/tfjs-core";
import { nodesBehind, type Node, type Value } from "../../../graph/index.js";
import { imagesShape } from "../../../model/index.js";
import { parameterGroups } from "../../step/parameters.js";
import {
  buildGathering,
  buildTrainStep,
  STEP,
  stateVectors,
  type TrainStepOptions,
} from "../../step/train-step.js";
import { cutParameters } from "../flat-graph.js";
import { newBranchScales, newGathered, type StepEngine, type StepRunner } from "../step-engine.js";
import type { StepBatch, StepResult } from "../step-session.js";
import type { TrainingState } from "../training-state.js";
import { loadTfjs, type Tfjs } from "./load.js";
import { evaluateOperator } from "./operators.js";

/** Training steps on TensorFlow.js, one operator at a time. Throws `file-not-found` where it is not installed. */
export async function openTfjsEngine(): Promise<StepEngine> {
  const { tf, name } = await loadTfjs();
  return {
    name: `tfjs (${name})`,
    openStep: (options, batch) => Promise.resolve(new TfjsStep(tf, options, batch)),
  };
}

class TfjsStep implements StepRunner {
  readonly branchScales: Float32Array;
  readonly #step: TfjsGraph;
  /** Of a batch that is not a step's last. */
  readonly #gathering: TfjsGraph | undefined;
  /** The sum of the gradients of such batches, by the name under which it is fed. */
  readonly #gathered: ReadonlyMap<string, Float32Array>;

  constructor(
    private readonly tf: Tfjs,
    private readonly options: TrainStepOptions,
    private readonly batch: StepBatch,
  ) {
    const { accumulate = 1, parameters } = options;
    const graphOf = (outputs: ReadonlyMap<string, Value>) =>
      new TfjsGraph(tf, cutParameters(outputs, parameters));
    this.branchScales = newBranchScales(options);
    this.#step = graphOf(buildTrainStep(options));
    this.#gathering = accumulate > 1 ? graphOf(buildGathering(options)) : undefined;
    this.#gathered = newGathered(options);
  }

  async gather(state: TrainingState): Promise<number> {
    if (this.#gathering === undefined) {
      throw new Error("this step takes one batch");
    }
    const results = this.#gathering.run(() => this.#feeds(state, 0));
    try {
      for (const group of parameterGroups) {
        const sum = results[STEP.gatheredOut(group)];
        if (sum !== undefined) {
          this.#gathered.get(STEP.gathered(group))?.set(await floats(sum));
        }
      }
      return (await floats(results[STEP.loss]))[0] ?? Number.NaN;
    } finally {
      this.tf.dispose(results);
    }
  }

  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    const results = this.#step.run(() => this.#feeds(state, learningRate));
    try {
      for (const [name, values] of state.vectors()) {
        const next = results[`${name}.next`];
        if (next !== undefined) {
          values.set(await floats(next));
        }
      }
      for (const sum of this.#gathered.values()) {
        sum.fill(0);
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
      ...[...this.#gathered].map(([name, sum]): [string, Tensor] => [name, tf.tensor(sum, [sum.length])]),
    ]);
  }
}

/** A graph, evaluated operator by operator. */
class TfjsGraph {
  readonly #nodes: readonly Node[];
  readonly #lastReader: ReadonlyMap<Value, Node>;

  constructor(
    private readonly tf: Tfjs,
    private readonly outputs: ReadonlyMap<string, Value>,
  ) {
    this.#nodes = nodesBehind([...outputs.values()]);
    const kept = new Set(outputs.values());
    this.#lastReader = new Map(
      this.#nodes.flatMap((node) =>
        node.inputs.filter((value) => !kept.has(value)).map((value) => [value, node] as const),
      ),
    );
  }

  /** The graph's outputs by name, in the caller's hands; `feeds` gives its inputs. */
  run(feeds: () => ReadonlyMap<string, Tensor>): Record<string, Tensor> {
    return this.tf.tidy(() => this.#evaluate(feeds()));
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
    return Object.fromEntries([...this.outputs].map(([name, value]) => [name, valueOf(values, value)]));
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
