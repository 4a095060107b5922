import {
  choosePlan,
  costUnder,
  knownAccuracy,
  planCost,
  planRequest,
  type BudgetSubject,
  type PlanCost,
} from "../../expander/index.js";
import { InputError, type Plan } from "../../model/index.js";
import type { Version } from "../../registry/index.js";
import type { Schema } from "../api-types.js";
import type { Planning } from "./plan-query.js";

/** What a plan's answer says beside what was planned. */
export interface PlanSubject {
  readonly version: Pick<Version, "number" | "digest">;
  /** Name of the device that latency is told of. */
  readonly device: string | undefined;
}

/** The plan that is asked for, what it costs, and what is known of its accuracy. */
export function plannedExpansion(
  { request, budgets, subject }: Planning,
  about: PlanSubject,
): Schema<"PlannedExpansion"> {
  const { plan, budgets: outcomes } = choosePlan(request, budgets, subject);
  return {
    ...beginning(subject, about),
    plan: {
      ...plan,
      layers: [...plan.layers],
      terms: plan.terms.map((row) => [...row]),
      warnings: [...plan.warnings],
    },
    cost: presentCost(planCost({ ...subject, plan }, subject)),
    budgets: outcomes.map(({ name, limit, cost, binds }) => ({ budget: name, limit, cost, binds })),
    accuracy: accuracyOf(subject, plan),
  };
}

/** Every depth up to `upTo`, what it costs, and whether it keeps the budgets. */
export function plannedDepths(
  { request, budgets, subject }: Planning,
  upTo: number,
  about: PlanSubject,
): Schema<"PlannedDepths"> {
  const given = request.depth !== undefined ? "depth" : request.layers !== undefined ? "layers" : undefined;
  if (given !== undefined) {
    throw new InputError("invalid-request", `all=true lists every depth, and ${given} was given`, {
      field: given,
      fix: `Leave ${given} out, or all=true.`,
    });
  }
  const depths = Array.from({ length: upTo }, (_, i) => {
    const plan = planRequest({ ...request, depth: i + 1 }, subject.learngene.manifest);
    return {
      depth: plan.depth,
      layers: [...plan.layers],
      cost: presentCost(planCost({ ...subject, plan }, subject)),
      fits: budgets.every(({ name, limit }) => costUnder(name, plan, subject) <= limit),
      accuracy: accuracyOf(subject, plan),
    };
  });
  return { ...beginning(subject, about), depths };
}

function beginning(
  { latency }: BudgetSubject,
  { version, device }: PlanSubject,
): Pick<Schema<"PlannedExpansion">, "version" | "digest" | "running"> {
  return {
    version: version.number,
    digest: version.digest,
    ...(latency === undefined || device === undefined
      ? {}
      : {
          running: { device, batch: latency.batch, threads: latency.threads, timed: [...latency.timed] },
        }),
  };
}

function presentCost({ bytes, ...cost }: PlanCost): Schema<"PlanCost"> {
  return { ...cost, bytes: { ...bytes } };
}

/** Of a network with another head, or for other images, nothing was measured. */
function accuracyOf(
  { learngene: { manifest }, numClasses, imageSize }: BudgetSubject,
  plan: Plan,
): Schema<"KnownAccuracy"> {
  const { config } = manifest.architecture;
  if (numClasses !== undefined || (imageSize ?? config.imageSize) !== config.imageSize) {
    return null;
  }
  const known = knownAccuracy(manifest, plan);
  return known === undefined
    ? null
    : { ...known, results: known.results.map((result) => ({ ...result, layers: [...result.layers] })) };
}
