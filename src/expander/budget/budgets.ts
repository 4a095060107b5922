import { InputError } from "../../model/index.js";
import { readQuantity, showQuantity, type Unit } from "./quantity.js";

/** What a network may be bounded by, in the order that answers list them. */
export const budgetNames = ["maxParams", "maxFlops", "maxBytes", "maxMemory", "maxLatencyMs"] as const;

export type BudgetName = (typeof budgetNames)[number];

/** What each is counted in. */
export const budgetUnits: Readonly<Record<BudgetName, Unit>> = {
  maxParams: "parameters",
  maxFlops: "FLOPs",
  maxBytes: "bytes",
  maxMemory: "bytes",
  maxLatencyMs: "ms",
};

/** One bound, in its unit. */
export interface Budget {
  readonly name: BudgetName;
  readonly limit: number;
}

/** Budgets as people write them; see {@link readQuantity}. */
export type WrittenBudgets = Readonly<Partial<Record<BudgetName, string | undefined>>>;

/** The budgets that are given. Throws `invalid-request` for one that is no quantity. */
export function readBudgets(given: WrittenBudgets): Budget[] {
  return budgetNames.flatMap((name) => {
    const text = given[name];
    return text === undefined ? [] : [{ name, limit: readQuantity(name, text, budgetUnits[name]) }];
  });
}

/** What a plan of `depth` layers costs over a budget that it must keep. */
export function overBudget(budget: Budget, depth: number, cost: number, deepestFitting: number): InputError {
  const { name } = budget;
  return new InputError(
    "budget-too-small",
    `${depth} layers take ${shown(name, cost)}, over ${shownBudget(budget)}`,
    {
      field: name,
      value: budget.limit,
      fix:
        deepestFitting === 0
          ? `Give ${name} of at least ${roundUp(cost)}, or leave it out.`
          : `Ask for a depth of at most ${deepestFitting}, or leave depth and layers out for the deepest that fits.`,
    },
  );
}

/** That no plan keeps a budget: the least that any costs is `cost`, at one layer. */
export function nothingFits(budget: Budget, cost: number): InputError {
  const { name } = budget;
  const message = `no network of this learngene keeps ${shownBudget(budget)}: the smallest, of 1 layer, takes ${shown(name, cost)}`;
  return new InputError("budget-too-small", message, {
    field: name,
    value: budget.limit,
    fix: `Give ${name} of at least ${roundUp(cost)}.`,
  });
}

const shown = (name: BudgetName, cost: number) =>
  `${showQuantity(cost, budgetUnits[name])}${name === "maxMemory" ? " of memory" : ""}`;
const shownBudget = ({ name, limit }: Budget) => `${name}=${limit}`;

/** Six digits are enough to write a latency down; counts are whole. */
const roundUp = (cost: number) => (Number.isInteger(cost) ? cost : Math.ceil(cost * 1e6) / 1e6);
