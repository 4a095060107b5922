import { add, concat, differentiate, expand, Graph, mul, reshape, type Value } from "../../graph/index.js";
import {
  imagesShape,
  networkLogits,
  plannedTensors,
  type Architecture,
  type Plan,
  type TensorLookup,
} from "../../model/index.js";
import { adamW, clipFactor, globalNorm, type AdamWOptions } from "./adamw.js";
import { scaledBranches } from "./drop-path.js";
import { distillation, mix, softCrossEntropy } from "./losses.js";
import { parameterGroups, type ParameterGroup, type ParameterLayout } from "./parameters.js";

/** Weight of each loss. */
export interface LossOptions {
  /** Of the teacher's soft targets, 0 to 1; labels weigh the rest. */
  distillationWeight: number;
  temperature: number;
}

export interface OptimizerOptions extends AdamWOptions {
  weightDecay: number;
  /** Largest global norm of the gradients. */
  clipNorm: number;
}

export interface TrainStepOptions {
  architecture: Architecture;
  /** Layers of the network; with a plan, its depth. */
  depth: number;
  /** How layers are tied to a learngene's tensors. Without, each layer has its own. */
  plan?: Plan;
  parameters: ParameterLayout;
  batchSize: number;
  /** Images of the whole batch, where this is a part of it: losses and gradients of all parts then add up. */
  wholeBatch?: number;
  loss: LossOptions;
  optimizer: OptimizerOptions;
  /** Whether residual branches are scaled by the input {@link STEP.branchScales}: see `drop-path.ts`. */
  dropPath?: boolean;
  /** Tensors that get no gradient. */
  frozen?: ReadonlySet<string>;
  /** Of how many batches the gradients are averaged: see `StepSession.gather`. */
  accumulate?: number;
}

/** Names of the step graph's inputs and outputs. Parameters are inputs too, each under its own name. */
export const STEP = {
  images: "images",
  targets: "targets",
  teacherLogits: "teacher_logits",
  learningRate: "learning_rate",
  step: "step",
  branchScales: "branch_scales",
  loss: "loss",
  logits: "logits",
  gradientNorm: "gradient_norm",
  /** The sum of a group's gradients over the batches of a step before this one, going in. */
  gathered: (group: ParameterGroup) => `${group}.gathered`,
  /** The same with this batch's, coming out. */
  gatheredOut: (group: ParameterGroup) => `${group}.gathered.next`,
  /** A parameter's gradient. */
  gradient: (name: string) => `${name}.gradient`,
  /** A group's vector going in: `decayed.parameters`. */
  vectorIn: (group: ParameterGroup, vector: StateVector) => `${group}.${vector}`,
  /** The same coming out: `decayed.parameters.next`. */
  vectorOut: (group: ParameterGroup, vector: StateVector) => `${group}.${vector}.next`,
} as const;

export type StateVector = "parameters" | "firstMoment" | "secondMoment";
export const stateVectors: readonly StateVector[] = ["parameters", "firstMoment", "secondMoment"];

/** The forward and backward half of a step: what is trained on and how each parameter should move. */
export interface LossGraph {
  graph: Graph;
  logits: Value;
  loss: Value;
  /** One gradient a parameter, in the layout's order. */
  gradients: Value[];
}

/** Loss and gradients of one batch, by name of the inputs in {@link STEP}. */
export function buildLossGraph(options: Omit<TrainStepOptions, "optimizer">): LossGraph {
  const { architecture, depth, plan, parameters, batchSize, frozen } = options;
  const graph = new Graph();
  const inputs = parameters.slots.map(({ name, shape }) => graph.input(name, shape));
  const byName = new Map(parameters.slots.map(({ name }, i) => [name, inputs[i]]));
  const stored: TensorLookup = (name) => {
    const value = byName.get(name);
    if (value === undefined) {
      throw new Error(`no parameter ${name}`);
    }
    return value;
  };
  const images = graph.input(STEP.images, imagesShape(architecture, batchSize));
  const tensors = plan === undefined ? stored : plannedTensors(plan, stored);
  const branches = options.dropPath === true ? scaledBranches(graph, depth, batchSize) : undefined;
  const logits = networkLogits(architecture, depth, images, tensors, branches);
  const mean = buildLoss(graph, logits, options.loss);
  const { wholeBatch = batchSize } = options;
  const loss = wholeBatch === batchSize ? mean : mul(mean, batchSize / wholeBatch);
  // A layout may leave a stage out; its gradients are zero then.
  const names = parameters.slots.map(({ name }) => name);
  const used = inputs.filter((input, i) => reaches(graph, input) && frozen?.has(names[i] ?? "") !== true);
  const gradients = new Map(differentiate(loss, used).map((gradient, i) => [used[i], gradient]));
  return {
    graph,
    logits,
    loss,
    gradients: inputs.map((input) => gradients.get(input) ?? expand(graph.constant(0), input.shape)),
  };
}

function buildLoss(graph: Graph, logits: Value, options: LossOptions): Value {
  const { distillationWeight, temperature } = options;
  const labels = () => softCrossEntropy(logits, graph.input(STEP.targets, logits.shape));
  const teacher = () => distillation(logits, graph.input(STEP.teacherLogits, logits.shape), temperature);
  if (distillationWeight === 0) {
    return labels();
  }
  return distillationWeight === 1 ? teacher() : mix(distillationWeight, teacher(), labels());
}

/** The first half of a step, by name of its outputs: loss, logits and the gradient of each parameter. */
export function buildGradients(options: Omit<TrainStepOptions, "optimizer">): ReadonlyMap<string, Value> {
  const { logits, loss, gradients } = buildLossGraph(options);
  return new Map([
    [STEP.loss, loss],
    [STEP.logits, logits],
    ...options.parameters.slots.map(({ name }, i) => [STEP.gradient(name), gradients[i]] as const),
  ] as [string, Value][]);
}

/**
 * What a batch that is not a step's last gives: its mean loss, and its gradients added to those gathered before, a vector a
 * group.
 */
export function buildGathering(options: TrainStepOptions): ReadonlyMap<string, Value> {
  const { loss, gathered } = buildGathered(options);
  return new Map([
    [STEP.loss, loss],
    ...[...gathered].map(([group, sum]) => [STEP.gatheredOut(group), sum] as const),
  ]);
}

/** A batch's logits and mean loss, and the step's gradients so far: only of this batch, where a step has but one. */
function buildGathered(options: TrainStepOptions) {
  const { parameters, batchSize, accumulate = 1 } = options;
  const { graph, logits, loss, gradients } = buildLossGraph({
    ...options,
    wholeBatch: batchSize * accumulate,
  });
  const groups = parameterGroups.filter((group) => parameters.sizes[group] > 0);
  const gathered = new Map(
    groups.map((group) => {
      const flat = flatGradient(parameters, group, gradients);
      const before = () => graph.input(STEP.gathered(group), [parameters.sizes[group]]);
      return [group, accumulate > 1 ? add(before(), flat) : flat];
    }),
  );
  return { graph, logits, loss: accumulate > 1 ? mul(loss, accumulate) : loss, gathered };
}

/**
 * One training step as one graph, the whole of what the engine computes in parts: forward, loss, gradients, clipping by their global norm, AdamW.
 *
 * @returns its outputs by name: the next state's vectors, the loss and logits before the step, and the norm of
 * the gradients before clipping
 */
export function buildTrainStep(options: TrainStepOptions): ReadonlyMap<string, Value> {
  const { parameters, optimizer } = options;
  const { graph, logits, loss, gathered } = buildGathered(options);
  const gradientNorm = globalNorm([...gathered.values()]);
  const scalars = {
    learningRate: graph.input(STEP.learningRate, []),
    step: graph.input(STEP.step, []),
    gradientFactor: clipFactor(gradientNorm, optimizer.clipNorm),
  };
  const outputs = new Map([
    [STEP.loss, loss],
    [STEP.logits, logits],
    [STEP.gradientNorm, gradientNorm],
  ] as [string, Value][]);
  for (const [group, gradient] of gathered) {
    const vector = (name: StateVector) => graph.input(STEP.vectorIn(group, name), [parameters.sizes[group]]);
    const state = {
      parameters: vector("parameters"),
      firstMoment: vector("firstMoment"),
      secondMoment: vector("secondMoment"),
    };
    const decay = group === "decayed" ? optimizer.weightDecay : 0;
    const next = adamW(state, gradient, decay, scalars, optimizer);
    for (const name of stateVectors) {
      outputs.set(STEP.vectorOut(group, name), next[name]);
    }
  }
  return outputs;
}

/** A group's gradients behind one another, in its vector's order. */
function flatGradient(layout: ParameterLayout, group: ParameterGroup, gradients: readonly Value[]): Value {
  const parts = layout.slots.flatMap(({ group: own, start, end }, i) => {
    const gradient = gradients[i];
    return own === group && gradient !== undefined ? [reshape(gradient, [end - start])] : [];
  });
  const [first, ...rest] = parts;
  if (first === undefined) {
    throw new Error(`no parameters in group ${group}`);
  }
  return concat([first, ...rest], 0);
}

/** Whether any node reads the input. */
function reaches(graph: Graph, input: Value): boolean {
  return graph.nodes.some((node) => node.inputs.includes(input));
}
