import { elementCount, imagesShape } from "../../model/index.js";
import { branchScaleCount } from "../step/drop-path.js";
import { parameterGroups } from "../step/parameters.js";
import { STEP, type TrainStepOptions } from "../step/train-step.js";
import { tensorOn, type InferenceSession, type Tensor } from "./session.js";
import type { Place, Places, RemoteSession, Vectors } from "./session-thread.js";
import type { StepBatch } from "./step-session.js";
import type { TrainingState } from "./training-state.js";

/** Images `start` to `end - 1` of a batch. */
export interface Span {
  /** Which of the batch's parts it is. */
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/** What computes the gradients of a part of each batch, into the state's memory for this part. */
export interface Part {
  /**
   * Computes its loss, logits and gradients. What it waits for, it has begun when this returns.
   *
   * @param branchScales `[2 * depth, batch]`, the whole batch's; empty without drop path
   * @returns its share of the loss
   */
  run(state: TrainingState, branchScales: Float32Array): Promise<number>;
}

/** What a part reads of the batch, and what it writes beside gradients, with the shapes of its tensors. */
function batchShapes({ architecture }: TrainStepOptions, { start, end }: Span, branchScales: Float32Array) {
  const size = end - start;
  const classes = [size, architecture.config.numClasses];
  return {
    [STEP.images]: imagesShape(architecture, size),
    [STEP.targets]: classes,
    [STEP.teacherLogits]: classes,
    [STEP.branchScales]: [branchScales.length / size, size],
    [STEP.loss]: [],
    [STEP.logits]: classes,
  };
}

const newScales = ({ depth, dropPath = false }: TrainStepOptions, { start, end }: Span) =>
  new Float32Array(dropPath ? branchScaleCount(depth, end - start) : 0);

/** Copies a part's columns of `[rows, whole batch]`. */
function copyColumns(all: Float32Array, batchSize: number, { start, end }: Span, own: Float32Array): void {
  for (let row = 0; row < all.length / batchSize; row++) {
    own.set(all.subarray(row * batchSize + start, row * batchSize + end), row * (end - start));
  }
}

/** The elements of a part's images. */
function rowsOf(values: Float32Array, batchSize: number, { start, end }: Span): Float32Array {
  const row = values.length / batchSize;
  return values.subarray(start * row, end * row);
}

/** A part that is computed by the thread that asks for it, in place. */
export class LocalPart implements Part {
  readonly #feeds: Readonly<Record<string, Tensor>>;
  readonly #fetches: Readonly<Record<string, Tensor>>;
  readonly #branchScales: Float32Array;
  readonly #loss = new Float32Array(1);

  constructor(
    private readonly session: InferenceSession,
    private readonly options: TrainStepOptions,
    private readonly span: Span,
    batch: StepBatch,
    logits: Float32Array,
  ) {
    const { batchSize } = options;
    this.#branchScales = newScales(options, span);
    const shapes = batchShapes(options, span, this.#branchScales);
    const on = (name: keyof typeof shapes, values: Float32Array) => [name, tensorOn(values, shapes[name])];
    const rows = (values: Float32Array) => rowsOf(values, batchSize, span);
    this.#feeds = Object.fromEntries([
      on(STEP.images, rows(batch.images)),
      on(STEP.targets, rows(batch.targets)),
      on(STEP.teacherLogits, rows(batch.teacherLogits)),
      on(STEP.branchScales, this.#branchScales),
    ]) as Record<string, Tensor>;
    this.#fetches = Object.fromEntries([on(STEP.loss, this.#loss), on(STEP.logits, rows(logits))]) as Record<
      string,
      Tensor
    >;
  }

  async run(state: TrainingState, branchScales: Float32Array): Promise<number> {
    const { part } = this.span;
    copyColumns(branchScales, this.options.batchSize, this.span, this.#branchScales);
    const feeds = { ...state.feeds, ...this.#feeds };
    const read = this.session.inputNames.flatMap((name) => {
      // The graph has only those inputs that its losses, layouts and frozen tensors leave it.
      const tensor = feeds[name];
      return tensor === undefined ? [] : [[name, tensor] as const];
    });
    const fetches = { ...this.#fetches, ...state.gradients(part + 1)[part]?.fetches };
    await this.session.run(Object.fromEntries(read), fetches);
    return this.#loss[0] ?? Number.NaN;
  }
}

const lentName = (kind: "parameters" | "gradients", group: string) => `${kind}.${group}`;

/** Where a {@link RemotePart}'s session finds its tensors. */
export function remotePlaces(options: TrainStepOptions, span: Span): Places {
  const shapes = batchShapes(options, span, newScales(options, span));
  const whole = (name: keyof typeof shapes): Place => {
    const shape = shapes[name];
    return { name, vector: name, start: 0, end: elementCount(shape), shape };
  };
  const { slots } = options.parameters;
  return {
    feeds: [
      ...[STEP.images, STEP.targets, STEP.teacherLogits, STEP.branchScales].map(whole),
      ...slots.map(({ group, ...slot }) => ({ ...slot, vector: lentName("parameters", group) })),
    ],
    fetches: [
      ...[STEP.loss, STEP.logits].map(whole),
      ...slots.map(({ group, name, ...slot }) => ({
        ...slot,
        name: STEP.gradient(name),
        vector: lentName("gradients", group),
      })),
    ],
  };
}

/** A part that the second thread computes. */
export class RemotePart implements Part {
  /** Copies of what the part reads and writes. */
  #own: Vectors;

  constructor(
    private readonly session: RemoteSession,
    private readonly options: TrainStepOptions,
    private readonly span: Span,
    private readonly batch: StepBatch,
    private readonly logits: Float32Array,
  ) {
    const shapes = batchShapes(options, span, newScales(options, span));
    this.#own = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(elementCount(shape))]),
    );
  }

  async run(state: TrainingState, branchScales: Float32Array): Promise<number> {
    const { batchSize } = this.options;
    const { part } = this.span;
    const own = this.#own;
    const rows = (values: Float32Array) => rowsOf(values, batchSize, this.span);
    own[STEP.images]?.set(rows(this.batch.images));
    own[STEP.targets]?.set(rows(this.batch.targets));
    own[STEP.teacherLogits]?.set(rows(this.batch.teacherLogits));
    copyColumns(branchScales, batchSize, this.span, own[STEP.branchScales] ?? new Float32Array(0));
    const lent = state.lend(part);
    const vectors: Vectors = { ...own };
    for (const group of parameterGroups) {
      vectors[lentName("parameters", group)] = lent.parameters[group];
      vectors[lentName("gradients", group)] = lent.gradients[group];
    }
    const back = await this.session.run(vectors);
    const vector = (name: string) => back[name] ?? new Float32Array(0);
    const ofGroups = (kind: "parameters" | "gradients") => ({
      decayed: vector(lentName(kind, "decayed")),
      plain: vector(lentName(kind, "plain")),
    });
    state.takeBack(part, { parameters: ofGroups("parameters"), gradients: ofGroups("gradients") });
    this.#own = Object.fromEntries(Object.keys(own).map((name) => [name, vector(name)]));
    rows(this.logits).set(vector(STEP.logits));
    return vector(STEP.loss)[0] ?? Number.NaN;
  }
}
