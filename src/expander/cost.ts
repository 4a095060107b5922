import { InputError, networkCost, networkMemory, type NetworkCost } from "../model/index.js";
import type { LatencyModel } from "./budget/latency.js";
import { planExpansion } from "./expand.js";
import { expandedArchitecture } from "./form.js";
import type { Expandable } from "./request.js";
import { expansionFormats, type ExpansionFormat } from "./writers/index.js";

/** How a network is to be run, where that decides what it costs. */
export interface CostTerms {
  /** Images at once. */
  readonly batch: number;
  /** Of the device it is to run on; without it nothing is said of latency. */
  readonly latency?: LatencyModel | undefined;
}

/** What the network that a plan describes costs. */
export interface PlanCost extends NetworkCost {
  /** Bytes in each format, exactly, of both files where it takes two; `null` where a format has no such form. */
  readonly bytes: Readonly<Record<ExpansionFormat, number | null>>;
  /** Peak memory of running a batch, bytes: an estimate, see {@link networkMemory}. */
  readonly memory: number;
  /** Milliseconds to run a batch, as predicted. */
  readonly latencyMs?: number | undefined;
}

/** The cost of an expansion; reads no weights. Lengths depend on the manifest, so they need the whole learngene. */
export function planCost(expandable: Expandable, { batch, latency }: CostTerms = { batch: 1 }): PlanCost {
  const architecture = expandedArchitecture(expandable);
  const { depth } = expandable.plan;
  const bytes = expansionFormats.map((format) => [format, fileLength(expandable, format)] as const);
  return {
    ...networkCost(architecture, depth),
    bytes: { safetensors: null, onnx: null, ...Object.fromEntries(bytes) },
    memory: networkMemory(architecture, depth, batch, expandable.dtype === "float16"),
    ...(latency === undefined ? {} : { latencyMs: latency.latency(depth) }),
  };
}

/** Length of the file, exactly, bytes; `null` where the format cannot hold the network in this form. */
export function fileLength(expandable: Expandable, format: ExpansionFormat): number | null {
  try {
    const { length, dataLength } = planExpansion({ ...expandable, format, part: "model" });
    return length + dataLength;
  } catch (error) {
    if (error instanceof InputError && error.field === "format") {
      return null;
    }
    throw error;
  }
}
