import type * as core from "@tensorflow/tfjs-core";
import { InputError } from "../../../model/index.js";

/** TensorFlow.js, whichever package it came from. */
export type Tfjs = typeof core;

/** TensorFlow.js as it was found. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  /** The package, and the backend that computes. */
  readonly name: string;
}

/** Packages that bring all of TensorFlow.js, the fastest first. */
const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node", "@tensorflow/tfjs"];

/** The parts that compute in plain JavaScript: some hundred times slower, to check the others by. */
const CORE = "@tensorflow/tfjs-core";
const CPU_BACKEND = "@tensorflow/tfjs-backend-cpu";

/**
 * Loads TensorFlow.js from whichever of its packages is installed: none comes with learngene. Throws `file-not-found`
 * where there is none.
 */
export async function loadTfjs(): Promise<LoadedTfjs> {
  for (const name of packages) {
    const tf = await imported(name);
    if (tf !== undefined) {
      return ready(tf, name);
    }
  }
  const [tf, backend] = [await imported(CORE), await importOrNothing(CPU_BACKEND)];
  if (tf !== undefined && backend !== undefined) {
    return ready(tf, CORE);
  }
  throw new InputError("file-not-found", "TensorFlow.js is not installed", {
    field: "--engine",
    value: "tfjs",
    fix: `Install one of ${packages.join(", ")} beside learngene; see docs/devices.md.`,
  });
}

async function ready(tf: Tfjs, name: string): Promise<LoadedTfjs> {
  // It would tell, at the first tensor, of faster packages: the documents do.
  tf.enableProdMode();
  await tf.ready();
  return { tf, name: `${name} ${tf.version_core}, backend ${tf.getBackend()}` };
}

async function imported(name: string): Promise<Tfjs | undefined> {
  const loaded = await importOrNothing(name);
  // Packages of CommonJS come as the default of a module.
  const inner: unknown =
    typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  return [loaded, inner].find(isTfjs);
}

async function importOrNothing(name: string): Promise<unknown> {
  try {
    const loaded: unknown = await import(name);
    return loaded;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND") {
      return undefined;
    }
    throw new InputError("file-not-found", `${name} is installed and cannot be loaded: ${firstLine(cause)}`, {
      field: "--engine",
      value: "tfjs",
      fix: "Install it again, or another; see docs/devices.md.",
      cause,
    });
  }
}

function isTfjs(loaded: unknown): loaded is Tfjs {
  return typeof loaded === "object" && loaded !== null && "tidy" in loaded && "matMul" in loaded;
}

const firstLine = (error: unknown) =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
