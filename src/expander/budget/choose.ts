import type { Learngene } from "../../formats/index.js";
import { MAX_DEPTH, networkCost, networkMemory, type Plan } from "../../model/index.js";
import { fileLength, type CostTerms } from "../cost.js";
import { planExpansion } from "../expand.js";
import { expandedArchitecture, type ExpansionForm } from "../form.js";
import { planRequest, type PlanRequest } from "../plan-request.js";
import type { Expandable } from "../request.js";
import type { ExpansionFormat } from "../writers/index.js";
import { nothingFits, overBudget, type Budget, type BudgetName } from "./budgets.js";
import { deepest } from "./deepest.js";

/** What a plan is chosen for. */
export interface BudgetSubject extends ExpansionForm, CostTerms {
  readonly digest: string;
  readonly learngene: Learngene;
  /** Of the file that is to be sent. */
  readonly format: ExpansionFormat;
}

/** A budget and what the chosen plan takes of it. */
export interface BudgetOutcome extends Budget {
  readonly cost: number;
  /** Whether one layer more would be over it. Never of a plan whose depth or layers were asked for. */
  readonly binds: boolean;
}

/** A plan, and how it stands with the budgets. */
export interface Choice {
  readonly plan: Plan;
  readonly budgets: readonly BudgetOutcome[];
}

/**
 * The plan that a request asks for: of its depth or layers, which must keep the budgets, or else the deepest that keeps
 * them all. Throws `invalid-plan` if nothing is asked for, `budget-too-small` naming what
 * the smallest network takes.
 */
export function choosePlan(request: PlanRequest, budgets: readonly Budget[], subject: BudgetSubject): Choice {
  if (request.depth !== undefined || request.layers !== undefined || budgets.length === 0) {
    return checkedPlan(planRequest(request, subject.learngene.manifest), request, budgets, subject);
  }
  const planAt = (depth: number) => planRequest({ ...request, depth }, subject.learngene.manifest);
  // Where not even one layer is to be had in this form, it says why.
  planExpansion({ ...subject, plan: planAt(1) });
  let most = MAX_DEPTH;
  for (const budget of budgets) {
    const cost = (depth: number) => costUnder(budget.name, planAt(depth), subject);
    most = Math.min(most, deepest(most, budget.limit, cost));
    if (most === 0) {
      throw nothingFits(budget, cost(1));
    }
  }
  const plan = planAt(most);
  const next = plan.depth < MAX_DEPTH ? planAt(plan.depth + 1) : undefined;
  return {
    plan,
    budgets: budgets.map((budget) => ({
      ...budget,
      cost: costUnder(budget.name, plan, subject),
      binds: next !== undefined && !(costUnder(budget.name, next, subject) <= budget.limit),
    })),
  };
}

function checkedPlan(
  plan: Plan,
  request: PlanRequest,
  budgets: readonly Budget[],
  subject: BudgetSubject,
): Choice {
  const outcomes = budgets.map((budget) => ({
    ...budget,
    cost: costUnder(budget.name, plan, subject),
    binds: false,
  }));
  const over = outcomes.find(({ cost, limit }) => !(cost <= limit));
  if (over !== undefined) {
    const { layout } = request;
    const planAt = (depth: number) => planRequest({ layout, depth }, subject.learngene.manifest);
    const fits = deepest(MAX_DEPTH, over.limit, (depth) => costUnder(over.name, planAt(depth), subject));
    throw overBudget(over, plan.depth, over.cost, fits);
  }
  return { plan, budgets: outcomes };
}

/** What a plan takes of a budget, in the budget's unit; infinite where the format cannot hold the network. */
export function costUnder(name: BudgetName, plan: Plan, subject: BudgetSubject): number {
  const expandable: Expandable = { ...subject, plan };
  const architecture = expandedArchitecture(subject);
  switch (name) {
    case "maxParams":
      return networkCost(architecture, plan.depth).params;
    case "maxFlops":
      return networkCost(architecture, plan.depth).flops;
    case "maxBytes":
      return fileLength(expandable, subject.format) ?? Infinity;
    case "maxMemory":
      return networkMemory(architecture, plan.depth, subject.batch, subject.dtype === "float16");
    case "maxLatencyMs":
      if (subject.latency === undefined) {
        throw new Error("a bound on latency needs a device's model of it");
      }
      return subject.latency.latency(plan.depth);
  }
}
