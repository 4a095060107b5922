import { parameterGroups, type ParameterGroup, type ParameterLayout } from "../step/parameters.js";
import { STEP, stateVectors, type StateVector } from "../step/train-step.js";
import { tensorOn, type Tensor } from "./session.js";

/** Parameters and moments, a vector a group. */
export type GroupVectors = Readonly<Record<ParameterGroup, Readonly<Record<StateVector, Float32Array>>>>;

/** Vectors that another thread works on. */
export interface LentVectors {
  readonly parameters: Readonly<Record<ParameterGroup, Float32Array>>;
  readonly gradients: Readonly<Record<ParameterGroup, Float32Array>>;
}

/** The gradients that a part of the batch gives: vectors laid out as the parameters are, and where each is fetched. */
export class PartGradients {
  #fetches: Readonly<Record<string, Tensor>> | undefined;

  constructor(
    private readonly layout: ParameterLayout,
    readonly vectors: Readonly<Record<ParameterGroup, Float32Array>>,
  ) {}

  get fetches(): Readonly<Record<string, Tensor>> {
    this.#fetches ??= Object.fromEntries(
      this.layout.slots.map(({ name, shape, group, start, end }) => [
        STEP.gradient(name),
        tensorOn(this.vectors[group].subarray(start, end), shape),
      ]),
    );
    return this.#fetches;
  }
}

/**
 * Parameters and optimizer moments, which steps change in place. Several step graphs (one a layout) may take turns on one
 * state.
 */
export class TrainingState {
  readonly layout: ParameterLayout;
  /** What a step reads and writes. */
  readonly groups: GroupVectors;
  /** The parameters as a step reads them, by name. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  #readBack: (() => Promise<void>) | undefined;
  readonly #gradients: PartGradients[] = [];
  /** The parameters as another thread reads them. */
  #copies: Readonly<Record<ParameterGroup, Float32Array>> | undefined;
  /** Steps taken. */
  stepCount = 0;

  /** A state whose parameters are `initial`'s, by name, and whose moments are zero. */
  constructor(layout: ParameterLayout, initial: ReadonlyMap<string, Float32Array>) {
    this.layout = layout;
    this.groups = { decayed: zeros(layout.sizes.decayed), plain: zeros(layout.sizes.plain) };
    this.feeds = Object.fromEntries(
      layout.slots.map(({ name, shape, group, start, end }) => [
        name,
        tensorOn(this.groups[group].parameters.subarray(start, end), shape),
      ]),
    );
    for (const { name, group, start, end } of layout.slots) {
      const values = initial.get(name);
      if (values?.length !== end - start) {
        throw new Error(`${name}: ${values?.length ?? "no"} values for ${end - start}`);
      }
      this.groups[group].parameters.set(values, start);
    }
  }

  /** Where gradients lie between the halves of a step, for as many parts of a batch as are asked for. */
  gradients(parts: number): readonly PartGradients[] {
    while (this.#gradients.length < parts) {
      this.#gradients.push(new PartGradients(this.layout, newVectors(this.layout)));
    }
    return this.#gradients.slice(0, parts);
  }

  /**
   * What another thread needs to compute a part's gradients, whole buffers that may be moved there: the parameters, copied
   * now, and the memory of the gradients. They come back by {@link takeBack}.
   */
  lend(part: number): LentVectors {
    const parameters = this.#copies ?? newVectors(this.layout);
    this.#copies = undefined;
    for (const group of parameterGroups) {
      parameters[group].set(this.groups[group].parameters);
    }
    const gradients = this.gradients(part + 1)[part]?.vectors ?? newVectors(this.layout);
    return { parameters, gradients };
  }

  takeBack(part: number, { parameters, gradients }: LentVectors): void {
    this.#copies = parameters;
    this.#gradients[part] = new PartGradients(this.layout, gradients);
  }

  /**
   * For an engine that keeps the vectors in a memory of its own from now on; `readBack` copies them here. Until
   * {@link settle} what this state holds is stale.
   */
  keepElsewhere(readBack: () => Promise<void>): void {
    this.#readBack = readBack;
  }

  /** Waits until the vectors lie here, whatever computed them: to be called before they are read. */
  async settle(): Promise<void> {
    const readBack = this.#readBack;
    this.#readBack = undefined;
    await readBack?.();
  }

  /** Copies of the parameters, by name. */
  parameters(): Map<string, Float32Array> {
    return new Map(
      this.layout.slots.map(({ name, group, start, end }) => [
        name,
        this.groups[group].parameters.slice(start, end),
      ]),
    );
  }

  /** Parameters and moments by name, the state's own memory: what, with the steps taken, is all there is to save. */
  vectors(): [name: string, values: Float32Array][] {
    return parameterGroups.flatMap((group) =>
      stateVectors.map((vector): [string, Float32Array] => [
        `${group}.${vector}`,
        this.groups[group][vector],
      ]),
    );
  }

  /** Takes vectors and steps that a state of the same layout had; false, and nothing changed, if they are others. */
  restore(vectors: ReadonlyMap<string, Float32Array>, stepCount: number): boolean {
    const own = this.vectors();
    if (!own.every(([name, values]) => vectors.get(name)?.length === values.length)) {
      return false;
    }
    for (const [name, values] of own) {
      values.set(vectors.get(name) ?? []);
    }
    this.stepCount = stepCount;
    return true;
  }
}

function zeros(size: number): Record<StateVector, Float32Array> {
  return {
    parameters: new Float32Array(size),
    firstMoment: new Float32Array(size),
    secondMoment: new Float32Array(size),
  };
}

function newVectors({ sizes }: ParameterLayout): Record<ParameterGroup, Float32Array> {
  return { decayed: new Float32Array(sizes.decayed), plain: new Float32Array(sizes.plain) };
}
