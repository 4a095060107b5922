import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialects, expansionDtypes } from "../../../src/expander/index.js";
import { MAX_DEPTH } from "../../../src/model/index.js";
import { checkNewTag } from "../../../src/registry/index.js";
import { parseRevision, revisionName, type Revision } from "../../../src/server/hub/revision.js";

/** What registries take as names of devices, some of them ending as suffixes do. */
const device = fc
  .array(fc.oneof(fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/), fc.constantFrom("fp16", "timm", "depth", "9")), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((words) => fc.constantFrom("-", ".").map((joint) => words.join(joint)));

const tag = fc
  .array(fc.oneof(fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/), fc.constantFrom("v3", "main", "depth", "fp16")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join("-"))
  .filter((text) => {
    try {
      checkNewTag(text);
      return true;
    } catch {
      return false;
    }
  });

const plan: fc.Arbitrary<Revision["plan"]> = fc.oneof(
  fc.constant({ kind: "whole" as const }),
  fc.record({ kind: fc.constant("depth" as const), depth: fc.integer({ min: 1, max: MAX_DEPTH }) }),
  fc.record({
    kind: fc.constant("layers" as const),
    layers: fc.array(fc.integer({ min: 0, max: MAX_DEPTH }), { minLength: 1, maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant("budget" as const),
    budget: fc.constantFrom(
      "maxParams" as const,
      "maxFlops" as const,
      "maxBytes" as const,
      "maxMemory" as const,
    ),
    limit: fc
      .tuple(
        fc.integer({ min: 1, max: 8_999 }),
        fc.constantFrom("", ".5", "e3"),
        fc.constantFrom("", "k", "M", "G"),
      )
      .map((parts) => parts.join("")),
  }),
  fc.record({
    kind: fc.constant("latency" as const),
    ms: fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom("", ".25")).map((parts) => parts.join("")),
    device,
  }),
);

const revision: fc.Arbitrary<Revision> = fc.record({
  ref: fc.oneof(fc.constant("latest"), fc.integer({ min: 1, max: 2 ** 31 - 1 }).map(String), tag),
  plan,
  dialect: fc.constantFrom(...dialects),
  dtype: fc.constantFrom(...expansionDtypes),
});

const timm = { dialect: "timm", dtype: "float32" } as const;

describe("a revision", () => {
  it("is read as it is written", () => {
    fc.assert(
      fc.property(revision, (each) => {
        expect(parseRevision(revisionName(each))).toEqual(each);
      }),
      { numRuns: 1000 },
    );
  });

  it("has a name that all Hub clients can send and timm does not split", () => {
    fc.assert(
      fc.property(revision, (each) => {
        expect(revisionName(each)).toMatch(/^[A-Za-z0-9_.-]+$/);
      }),
    );
  });

  it("has one short name, whatever else it is called", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[adeilmnptvfhrs.0-9M-]{0,30}$/), (text) => {
        const read = parseRevision(text);
        if (read !== undefined) {
          expect(parseRevision(revisionName(read))).toEqual(read);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("named as a tag that can be set is that tag, whole", () => {
    fc.assert(
      fc.property(tag, (text) => {
        expect(parseRevision(text)).toEqual({ ref: text, plan: { kind: "whole" }, ...timm });
      }),
    );
  });

  it.each<[string, Revision]>([
    ["main", { ref: "latest", plan: { kind: "whole" }, ...timm }],
    ["HEAD", { ref: "latest", plan: { kind: "whole" }, ...timm }],
    ["v3", { ref: "3", plan: { kind: "whole" }, ...timm }],
    ["stable", { ref: "stable", plan: { kind: "whole" }, ...timm }],
    ["depth-9", { ref: "latest", plan: { kind: "depth", depth: 9 }, ...timm }],
    ["v3-depth-9", { ref: "3", plan: { kind: "depth", depth: 9 }, ...timm }],
    ["main-depth-9", { ref: "latest", plan: { kind: "depth", depth: 9 }, ...timm }],
    ["my-tag-depth-9", { ref: "my-tag", plan: { kind: "depth", depth: 9 }, ...timm }],
    ["layers-2.3.3.1", { ref: "latest", plan: { kind: "layers", layers: [2, 3, 3, 1] }, ...timm }],
    ["params-15M", { ref: "latest", plan: { kind: "budget", budget: "maxParams", limit: "15M" }, ...timm }],
    ["latency-5ms-pi-5", { ref: "latest", plan: { kind: "latency", ms: "5", device: "pi-5" }, ...timm }],
    [
      "latency-5ms-pi-depth-9",
      { ref: "latest", plan: { kind: "latency", ms: "5", device: "pi-depth-9" }, ...timm },
    ],
    [
      "depth-9-transformers",
      { ref: "latest", plan: { kind: "depth", depth: 9 }, dialect: "transformers", dtype: "float32" },
    ],
    [
      "v2-depth-9-fp16-transformers",
      { ref: "2", plan: { kind: "depth", depth: 9 }, dialect: "transformers", dtype: "float16" },
    ],
    ["main-fp16", { ref: "latest", plan: { kind: "whole" }, dialect: "timm", dtype: "float16" }],
  ])("%s is read", (text, read) => {
    expect(parseRevision(text)).toEqual(read);
  });

  it.each([
    "",
    "a/b",
    "a@b",
    "a#b",
    "a b",
    "3",
    "v0",
    "v03",
    "V3",
    "depth-9 ",
    "-depth-9",
    "-fp16",
    "v0-depth-9",
    "depth-0",
    "depth-09",
    "depth-1025",
    "layers-2..3",
    "params-0",
    "params-15X",
    "latency-0ms-pi",
    "x".repeat(400),
  ])("%j is none", (text) => {
    expect(parseRevision(text)).toBeUndefined();
  });
});
