import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  budgetNames,
  choosePlan,
  costUnder,
  dialects,
  expansionDtypes,
  layouts,
  planExpansion,
  planRequest,
  type Budget,
  type BudgetSubject,
} from "../../../src/expander/index.js";
import { bytesAccess, readLearngene, type Learngene, type Manifest } from "../../../src/formats/index.js";
import { MAX_DEPTH, type Plan } from "../../../src/model/index.js";
import { expectInputError } from "../../support/errors.js";
import { generatedLearngene, generatedManifest } from "../../support/generated-learngenes.js";
import { tinyArchitecture } from "../../support/learngenes.js";

const config = { ...tinyArchitecture.config, globalPool: "token", fcNorm: false } as const;
const learngeneOf = (manifest: Manifest) => readLearngene(bytesAccess(generatedLearngene(manifest)));
const learngenes: readonly Learngene[] = await Promise.all([
  learngeneOf(generatedManifest(config)),
  learngeneOf(generatedManifest(config, "linear")),
  learngeneOf(generatedManifest({ ...config, imageSize: 8 }, "stage-wise", [5, 1, 2])),
]);

/** As if each layer took two milliseconds, and all else one. */
const latency = {
  batch: 1,
  threads: 1,
  timed: [1, 12] as const,
  latency: (depth: number) => 1 + 2 * depth,
};

const subjects: fc.Arbitrary<BudgetSubject> = fc.record({
  digest: fc.constant(`sha256:${"a".repeat(64)}`),
  learngene: fc.constantFrom(...learngenes),
  format: fc.constant("safetensors" as const),
  dtype: fc.constantFrom(...expansionDtypes),
  dialect: fc.constantFrom(...dialects),
  numClasses: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
  imageSize: fc.option(fc.constantFrom(6, 12), { nil: undefined }),
  batch: fc.integer({ min: 1, max: 64 }),
  latency: fc.constant(latency),
});

const layoutGiven = fc.constantFrom(...layouts);

/** Budgets of up to all kinds, each about as much as some depth takes. */
const wanted = fc.array(
  fc.record({
    name: fc.constantFrom(...budgetNames),
    depth: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 5 },
);

const planAt = (subject: BudgetSubject, depth: number, layout: (typeof layouts)[number] = "even") =>
  planRequest({ depth, layout }, subject.learngene.manifest);

const fits = (budgets: readonly Budget[], plan: Plan, subject: BudgetSubject) =>
  budgets.every(({ name, limit }) => costUnder(name, plan, subject) <= limit);

describe("the plan for budgets", () => {
  it("keeps them all, and one layer more does not; the budgets that bind say so", () => {
    fc.assert(
      fc.property(subjects, wanted, layoutGiven, (subject, wanted, layout) => {
        const budgets = wanted.map(({ name, depth, share }) => ({
          name,
          limit: share * costUnder(name, planAt(subject, depth, layout), subject),
        }));
        if (!fits(budgets, planAt(subject, 1, layout), subject)) {
          expect(() => choosePlan({ layout }, budgets, subject)).toThrow(
            /no network of this learngene keeps/,
          );
          return;
        }
        const { plan, budgets: outcomes } = choosePlan({ layout }, budgets, subject);
        expect(plan).toEqual(planAt(subject, plan.depth, layout));
        expect(fits(budgets, plan, subject)).toBe(true);
        const next = planAt(subject, plan.depth + 1, layout);
        expect(outcomes.map(({ binds }) => !binds)).toEqual(budgets.map((one) => fits([one], next, subject)));
        expect(outcomes.some(({ binds }) => binds)).toBe(true);
        for (const { name, cost } of outcomes) {
          expect(cost).toBe(costUnder(name, plan, subject));
        }
        expect(plan.layers.reduce((sum, count) => sum + count, 0)).toBe(plan.depth);
        const sources = plan.terms.map(([first]) => first?.source ?? -1);
        expect(plan.rule === "linear" ? [] : sources).toEqual(
          plan.rule === "linear" ? [] : [...sources].sort((a, b) => a - b),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("is one of a file that is no longer than asked, to the byte, in ONNX too", () => {
    const onnx = fc.record({
      subject: subjects.map((subject): BudgetSubject => ({
        ...subject,
        format: "onnx",
        dtype: "float32",
        dialect: "timm",
      })),
      depth: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(onnx, ({ subject, depth }) => {
        const { length } = planExpansion({ ...subject, plan: planAt(subject, depth) });
        const deep = (limit: number) => choosePlan({}, [{ name: "maxBytes", limit }], subject).plan.depth;
        expect(deep(length)).toBe(depth);
        expect(deep(length + 1)).toBe(depth);
        if (depth > 1) {
          expect(deep(length - 1)).toBe(depth - 1);
        }
      }),
      { numRuns: 6 },
    );
  });

  it("is the deepest there is where nothing binds", () => {
    const [learngene] = learngenes;
    const subject = { ...subjectOf(learngene), batch: 1 };
    const { plan, budgets } = choosePlan({}, [{ name: "maxParams", limit: 1e12 }], subject);
    expect(plan.depth).toBe(MAX_DEPTH);
    expect(budgets).toMatchObject([{ binds: false }]);
  });

  it("is refused where even one layer is too much, and says what that takes", async () => {
    const subject = subjectOf(learngenes[0]);
    const budgets = [
      { name: "maxFlops", limit: 1e12 },
      { name: "maxParams", limit: 200 },
    ] as const;
    const params = costUnder("maxParams", planAt(subject, 1), subject);
    const error = await expectInputError(
      () => choosePlan({}, budgets, subject),
      "budget-too-small",
      new RegExp(`keeps maxParams=200: the smallest, of 1 layer, takes ${params} parameters`),
    );
    expect(error).toMatchObject({
      field: "maxParams",
      value: 200,
      fix: `Give maxParams of at least ${params}.`,
    });
  });

  it("that is asked for by depth or layers must keep them, and says what would", async () => {
    const subject = subjectOf(learngenes[0]);
    const limit = costUnder("maxParams", planAt(subject, 7), subject);
    const budgets = [{ name: "maxParams", limit }] as const;
    expect(choosePlan({ depth: 6 }, budgets, subject)).toMatchObject({
      plan: { depth: 6 },
      budgets: [{ name: "maxParams", limit, binds: false }],
    });
    for (const request of [{ depth: 8 }, { layers: [2, 2, 2, 1, 1] }]) {
      const error = await expectInputError(
        () => choosePlan(request, budgets, subject),
        "budget-too-small",
        /^8 layers take .* parameters, over maxParams=/,
      );
      expect(error.fix).toContain("a depth of at most 7");
    }
  });

  it("is refused in a form that the format has not, whatever the budget", async () => {
    const subject = { ...subjectOf(learngenes[0]), format: "onnx", dtype: "bfloat16" } as const;
    for (const name of budgetNames) {
      await expectInputError(
        () => choosePlan({}, [{ name, limit: 1e15 }], subject),
        "invalid-request",
        /bfloat16 is only to be had as safetensors/,
      );
    }
  });
});

function subjectOf(learngene: Learngene | undefined): BudgetSubject {
  if (learngene === undefined) {
    throw new Error("no learngene");
  }
  return { digest: `sha256:${"a".repeat(64)}`, learngene, format: "safetensors", batch: 1, latency };
}
