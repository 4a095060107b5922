/** Budgets: how deep a network may be, what one costs, how long it takes, and what is known of its accuracy. */
export { knownAccuracy, measuredResult, type KnownAccuracy } from "./accuracy.js";
export {
  budgetNames,
  budgetUnits,
  readBudgets,
  type Budget,
  type BudgetName,
  type WrittenBudgets,
} from "./budgets.js";
export { choosePlan, costUnder, type BudgetOutcome, type BudgetSubject, type Choice } from "./choose.js";
export { deepest } from "./deepest.js";
export { latencyLine, latencyModel, type LatencyModel, type Running } from "./latency.js";
export { fitLine, type Line, type Point } from "./line.js";
export { readQuantity, showQuantity, type Unit } from "./quantity.js";
