import type { operations } from "../../contract/index.js";

/** What is asked of a plan, as the form has it: words, empty where nothing is asked. */
export type PlanForm = Readonly<Record<Field, string>>;

/** Fields of the form, named as the API's parameters. */
export const budgetFields = ["maxParams", "maxFlops", "maxBytes", "maxMemory", "maxLatencyMs"] as const;
export const runningFields = ["device", "batch", "threads"] as const;
export const formFields = [
  "layout",
  "format",
  "dtype",
  "dialect",
  "numClasses",
  "imageSize",
  "seed",
] as const;
const fields = ["depth", ...budgetFields, ...runningFields, ...formFields] as const;
export type Field = (typeof fields)[number];

type PlanQuery = NonNullable<operations["getPlan"]["parameters"]["query"]>;
type InitQuery = NonNullable<operations["getInit"]["parameters"]["query"]>;

const numbers: ReadonlySet<Field> = new Set(["depth", "batch", "threads", "numClasses", "imageSize", "seed"]);

/** The form that a link names; a depth where it names neither that nor a budget. */
export function readForm(query: URLSearchParams, depth: number): PlanForm {
  const form = Object.fromEntries(fields.map((field) => [field, query.get(field) ?? ""])) as PlanForm;
  return form.depth === "" && !hasBudget(form) ? { ...form, depth: String(depth) } : form;
}

/** What a link says of the form. */
export function writeForm(form: PlanForm): URLSearchParams {
  const asked = fields.filter((field) => form[field] !== "");
  return new URLSearchParams(asked.map((field): [string, string] => [field, form[field]]));
}

export function hasBudget(form: PlanForm): boolean {
  return budgetFields.some((field) => form[field].trim() !== "");
}

/** The query of `…/plan`: by depth if one is asked for, else the deepest within the budgets. */
export function planQuery(form: PlanForm): PlanQuery {
  const asked = fields.filter((field) => form[field].trim() !== "");
  return Object.fromEntries(asked.map((field) => [field, typed(field, form[field].trim())]));
}

/** The query of `…/plan?all=true`, which takes no depth. */
export function depthsQuery(form: PlanForm): Omit<PlanQuery, "depth" | "layers" | "all"> {
  return planQuery({ ...form, depth: "" });
}

/**
 * The query of `…/init` for the network that a plan has: by its depth, so that a link to it stays the same when devices are
 * calibrated anew.
 */
export function initQuery(form: PlanForm, depth: number): InitQuery {
  const plain = { ...form, maxParams: "", maxFlops: "", maxBytes: "", maxMemory: "", maxLatencyMs: "" };
  return planQuery({ ...plain, device: "", batch: "", threads: "", depth: String(depth) });
}

/** A number where it is one; what is none is for the server to refuse. */
function typed(field: Field, text: string): string | number {
  return numbers.has(field) && /^\d+$/.test(text) ? Number(text) : text;
}
