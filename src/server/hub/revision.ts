import {
  budgetUnits,
  readQuantity,
  type BudgetName,
  type Dialect,
  type ExpansionDtype,
} from "../../expander/index.js";
import { InputError, MAX_DEPTH } from "../../model/index.js";
import { LATEST } from "../../registry/index.js";

/** Which layers a revision stands for. */
export type RevisionPlan =
  /** The Aux-Net's own layers, with the learngene beside them. */
  | { readonly kind: "whole" }
  | { readonly kind: "depth"; readonly depth: number }
  | { readonly kind: "layers"; readonly layers: readonly number[] }
  /** The deepest that keeps a bound, as it was written. */
  | { readonly kind: "budget"; readonly budget: Exclude<BudgetName, "maxLatencyMs">; readonly limit: string }
  | { readonly kind: "latency"; readonly ms: string; readonly device: string };

/** What a revision's name says: of which version, which layers, in which form. */
export interface Revision {
  /** `latest`, a version's number or a tag. */
  readonly ref: string;
  readonly plan: RevisionPlan;
  readonly dialect: Dialect;
  readonly dtype: ExpansionDtype;
}

/** Characters of the longest name: a tag, a device and what stands around them fit. */
const LONGEST = 300;

/** Names of the newest version: a branch's, git's, and the registry's own. */
const newest: readonly string[] = ["main", "HEAD", LATEST];

const words = {
  params: "maxParams",
  flops: "maxFlops",
  bytes: "maxBytes",
  memory: "maxMemory",
} as const satisfies Readonly<Record<string, BudgetName>>;

type Word = keyof typeof words;

const dialectSuffixes: Readonly<Record<string, Dialect>> = { timm: "timm", transformers: "transformers" };

const dtypeSuffixes: Readonly<Record<string, ExpansionDtype>> = {
  fp32: "float32",
  fp16: "float16",
  bf16: "bfloat16",
};

// What stands before a plan is as short as can be: a device's name may hold anything that a plan does.
const planned =
  /^(?:(.+?)-)??(depth-\d+|layers-[\d.]+|(?:params|flops|bytes|memory)-[\dA-Za-z.]+|latency-[\d.]+ms-[\w.-]+)$/;

/**
 * Reads a revision: `[VERSION-]PLAN[-SUFFIX]…` or `VERSION[-SUFFIX]…`, as docs/hub.md has it; `undefined` for what is none.
 * Whether there are such a version, plan and device is for others to say.
 */
export function parseRevision(text: string): Revision | undefined {
  if (text.length > LONGEST) {
    return undefined;
  }
  const { base, dialect = "timm", dtype = "float32" } = withoutSuffixes(text);
  const [, version, plan] = planned.exec(base) ?? [];
  if (plan !== undefined) {
    const ref = version === undefined ? LATEST : readVersion(version);
    const read = readPlan(plan);
    return ref === undefined || read === undefined ? undefined : { ref, plan: read, dialect, dtype };
  }
  const ref = readVersion(base);
  return ref === undefined ? undefined : { ref, plan: { kind: "whole" }, dialect, dtype };
}

/** The one name of a revision that is short and has its parts in their usual order. */
export function revisionName({ ref, plan, dialect, dtype }: Revision): string {
  const version = ref === LATEST ? "main" : /^[0-9]+$/.test(ref) ? `v${ref}` : ref;
  const base = plan.kind === "whole" ? version : `${ref === LATEST ? "" : `${version}-`}${planName(plan)}`;
  // A device may be called as a suffix is: then the suffix that says nothing keeps them apart.
  const { base: bare, dialect: misread, dtype: misreadDtype } = withoutSuffixes(base);
  const isMisread = bare !== base;
  const suffixes = [
    ...(dialect !== "timm" || (isMisread && misread !== undefined) ? [dialect] : []),
    ...(dtype !== "float32" || (isMisread && misreadDtype !== undefined) ? [shortDtype(dtype)] : []),
  ];
  return [base, ...suffixes].join("-");
}

/** Takes suffixes off the end, one of each kind. */
function withoutSuffixes(text: string): { base: string; dialect?: Dialect; dtype?: ExpansionDtype } {
  let [base, dialect, dtype]: [string, Dialect | undefined, ExpansionDtype | undefined] = [
    text,
    undefined,
    undefined,
  ];
  for (;;) {
    const [, rest, suffix = ""] = /^(.+)-([a-z0-9]+)$/.exec(base) ?? [];
    const [asDialect, asDtype] = [own(dialectSuffixes, suffix), own(dtypeSuffixes, suffix)];
    if (rest !== undefined && asDialect !== undefined && dialect === undefined) {
      [base, dialect] = [rest, asDialect];
    } else if (rest !== undefined && asDtype !== undefined && dtype === undefined) {
      [base, dtype] = [rest, asDtype];
    } else {
      return {
        base,
        ...(dialect === undefined ? {} : { dialect }),
        ...(dtype === undefined ? {} : { dtype }),
      };
    }
  }
}

function readVersion(text: string): string | undefined {
  if (newest.includes(text)) {
    return LATEST;
  }
  const [, number] = /^v([1-9]\d{0,9})$/.exec(text) ?? [];
  if (number !== undefined) {
    return number;
  }
  // A tag, unless it would be read as a number there. What else it must not be, the registry says.
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}$/.test(text) && !/^v?\d+$/i.test(text) ? text : undefined;
}

function readPlan(text: string): RevisionPlan | undefined {
  const [, word = "", value = "", device = ""] = /^([a-z]+)-([\dA-Za-z.]+)(?:-(.+))?$/.exec(text) ?? [];
  switch (word) {
    case "depth":
      return isCount(value) && Number(value) >= 1 ? { kind: "depth", depth: Number(value) } : undefined;
    case "layers": {
      const counts = value.split(".");
      return counts.every(isCount) ? { kind: "layers", layers: counts.map(Number) } : undefined;
    }
    case "latency": {
      const ms = value.replace(/ms$/, "");
      return isQuantity("maxLatencyMs", ms) ? { kind: "latency", ms, device } : undefined;
    }
    default: {
      const budget = own(words, word);
      return budget !== undefined && isQuantity(budget, value)
        ? { kind: "budget", budget, limit: value }
        : undefined;
    }
  }
}

function planName(plan: Exclude<RevisionPlan, { kind: "whole" }>): string {
  switch (plan.kind) {
    case "depth":
      return `depth-${plan.depth}`;
    case "layers":
      return `layers-${plan.layers.join(".")}`;
    case "budget":
      return `${wordOf(plan.budget)}-${plan.limit}`;
    case "latency":
      return `latency-${plan.ms}ms-${plan.device}`;
  }
}

const wordOf = (budget: (typeof words)[Word]) =>
  Object.entries(words).find(([, named]) => named === budget)?.[0] ?? budget;

const shortDtype = (dtype: ExpansionDtype) =>
  Object.entries(dtypeSuffixes).find(([, named]) => named === dtype)?.[0] ?? dtype;

/** A layer count in its one spelling. */
function isCount(text: string): boolean {
  return /^(0|[1-9]\d{0,3})$/.test(text) && Number(text) <= MAX_DEPTH;
}

function isQuantity(budget: BudgetName, text: string): boolean {
  try {
    readQuantity(budget, text, budgetUnits[budget]);
    return true;
  } catch (error) {
    if (error instanceof InputError) {
      return false;
    }
    throw error;
  }
}

/** A property that is the table's own. */
function own<V>(table: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
