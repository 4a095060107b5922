import { createHash } from "node:crypto";
import { z } from "zod";
import { bytesAccess, floatsFromBytes, readSafetensorsHeader, writeSafetensors } from "../formats/index.js";
import { InputError, validated } from "../model/index.js";
import type { TrainingState } from "./engine/training-state.js";

/** Where a training keeps what it needs to go on after its process died. */
export interface Checkpoints {
  /** What was saved last; `undefined` if nothing was. */
  load(): Promise<Uint8Array | undefined>;
  /** Once resolved, `load` gives these bytes even if the process dies. */
  save(bytes: Uint8Array): Promise<void>;
  /** Seconds between two of them. */
  readonly everySeconds: number;
}

/** What a training keeps in its checkpoints besides its state, such as averages. */
export interface Kept {
  /** Its own memory, under names that nothing else has; sizes that never change. */
  keptVectors(): [name: string, values: Float32Array][];
  /** Finite numbers. */
  keptNumbers(): Record<string, number>;
  restoreNumbers(numbers: Readonly<Record<string, number>>): void;
}

/** How far a training had come. */
export interface Progress {
  /** Steps taken. */
  readonly steps: number;
  /** That they took. */
  readonly seconds: number;
}

const KEY = "checkpoint";

const progressSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Of what the training computes: see {@link trainingIdentity}. */
  identity: z.string(),
  steps: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  numbers: z.record(z.string(), z.number()).default({}),
});

/** A hash of all that decides what a training computes: equal ones end with the same weights. */
export function trainingIdentity(parts: object, state: TrainingState): string {
  const hash = createHash("sha256").update(JSON.stringify(parts));
  for (const [name, values] of state.vectors()) {
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

/** Parameters and moments as a safetensors file, with how far they have come. */
export function writeCheckpoint(
  state: TrainingState,
  identity: string,
  seconds: number,
  kept: readonly Kept[] = [],
): Uint8Array {
  const numbers = Object.assign({}, ...kept.map((each) => each.keptNumbers())) as Record<string, number>;
  const progress = { formatVersion: 1, identity, steps: state.stepCount, seconds, numbers };
  const vectors = [...state.vectors(), ...kept.flatMap((each) => each.keptVectors())];
  const tensors = vectors.map(([name, data]) => ({ name, shape: [data.length], data }));
  return writeSafetensors(tensors, { [KEY]: JSON.stringify(progress) });
}

/**
 * Puts a state where a checkpoint left it. Throws `invalid-checkpoint` for one that is damaged or of another training,
 * with nothing changed.
 */
export async function restoreCheckpoint(
  bytes: Uint8Array,
  identity: string,
  state: TrainingState,
  kept: readonly Kept[] = [],
): Promise<Progress> {
  const source = bytesAccess(bytes);
  const header = await readSafetensorsHeader(source).catch((cause: unknown) => {
    throw refused("it is damaged", cause);
  });
  const progress = validated(progressSchema, parsed(header.metadata[KEY]), "invalid-checkpoint", KEY);
  if (progress.identity !== identity) {
    throw refused("it is of a training with another recipe, data set or start");
  }
  const vectors = new Map<string, Float32Array>();
  for (const [name, { offset, length }] of header.tensors) {
    vectors.set(name, floatsFromBytes(Uint8Array.from(await source.read(offset, length))));
  }
  const beside = kept.flatMap((each) => each.keptVectors());
  const fits = beside.every(([name, values]) => vectors.get(name)?.length === values.length);
  if (!fits || !state.restore(vectors, progress.steps)) {
    throw refused("its tensors are not those of this network");
  }
  for (const [name, values] of beside) {
    values.set(vectors.get(name) ?? []);
  }
  for (const each of kept) {
    each.restoreNumbers(progress.numbers);
  }
  return progress;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch (cause) {
    throw refused("it bears no progress", cause);
  }
}

function refused(why: string, cause?: unknown): InputError {
  return new InputError("invalid-checkpoint", `the checkpoint cannot be gone on from: ${why}`, {
    field: KEY,
    fix: "Give the command that it was made by, or remove it to start anew.",
    cause,
  });
}
