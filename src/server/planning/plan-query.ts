import {
  expandedArchitecture,
  latencyModel,
  readBudgets,
  type Budget,
  type BudgetSubject,
  type ExpansionFormat,
  type ExpansionForm,
  type PlanRequest,
} from "../../expander/index.js";
import type { Learngene } from "../../formats/index.js";
import { InputError } from "../../model/index.js";
import type { Device } from "../../registry/index.js";
import type { QueryOf } from "../api-types.js";

/** What plan and init both are asked. */
export type PlanQuery = Omit<QueryOf<"getInit">, "format" | "part">;

/** What a query asks to be planned. */
export interface Planning {
  readonly request: PlanRequest;
  readonly budgets: readonly Budget[];
  readonly subject: BudgetSubject;
}

/**
 * What a query asks of a learngene.
 *
 * @param device the one that the query names
 */
export function planningOf(
  query: PlanQuery,
  format: ExpansionFormat,
  { digest, learngene }: { readonly digest: string; readonly learngene: Learngene },
  device: Device | undefined,
): Planning {
  const { depth, layers, layout, batch = 1, threads } = query;
  if (query.maxLatencyMs !== undefined && device === undefined) {
    throw new InputError("invalid-request", "maxLatencyMs was given without device", {
      field: "device",
      fix: "Give the device that the network is to run on; GET /v1/devices lists those that were calibrated.",
    });
  }
  const form = formOf(query);
  const running = { batch, threads, dtype: form.dtype ?? "float32" };
  const architecture = expandedArchitecture({ learngene, ...form });
  const latency = device && latencyModel(device, architecture, running);
  // The contract's default is not what somebody asked for.
  const asked = layers !== undefined && layout === "even" ? undefined : layout;
  return {
    request: { depth, layers, layout: asked },
    budgets: readBudgets(query),
    subject: { ...form, digest, learngene, format, batch, latency },
  };
}

/** The form that a query asks for. */
export function formOf({ dtype, dialect, numClasses, imageSize, seed }: ExpansionForm): ExpansionForm {
  return { dtype, dialect, numClasses, imageSize, seed };
}
