import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expandedManifest,
  expansionStream,
  planCost,
  planExpansion,
  planRequest,
  type ExpansionForm,
  type ExpansionRequest,
} from "../../src/expander/index.js";
import {
  bfloat16FromFloats,
  bytesAccess,
  bytesFromHalves,
  float16FromFloats,
  readLearngene,
  readNetworkTensors,
  readSafetensorsHeader,
  type Learngene,
} from "../../src/formats/index.js";
import { elementCount, networkTensors, type VitConfig } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { deitConfig, generatedLearngene, generatedManifest } from "../support/generated-learngenes.js";
import { readReference } from "../support/reference.js";
import { bytesSource } from "../support/sources.js";

const digest = `sha256:${"1".repeat(64)}`;
const small = {
  imageSize: 8,
  patchSize: 2,
  inChans: 1,
  numClasses: 5,
  embedDim: 6,
  numHeads: 2,
  mlpRatio: 2,
};
const config = (changes: Partial<VitConfig> = {}) => deitConfig("tiny", { ...small, ...changes });

interface Stored {
  readonly file: Uint8Array;
  readonly learngene: Learngene;
}

async function stored(changes: Partial<VitConfig> = {}, rule: "stage-wise" | "linear" = "stage-wise") {
  const file = generatedLearngene(generatedManifest(config(changes), rule, rule === "linear" ? [4] : [2, 1]));
  return { file, learngene: await readLearngene(bytesAccess(file)) };
}

const pooled = await stored();
const withToken = await stored({ globalPool: "token" });
const line = await stored({}, "linear");
const everyKind = { pooled, withToken, line };

function request({ learngene }: Stored, form: ExpansionForm = {}, depth = 3): ExpansionRequest {
  const plan = planRequest({ depth }, learngene.manifest);
  return { digest, learngene, plan, format: "safetensors", ...form };
}
const bytesOf = (from: Stored, form?: ExpansionForm, depth?: number) =>
  buffer(expansionStream(planExpansion(request(from, form, depth)).segments, bytesSource(from.file)));
/** An expansion's float32 tensors by name. */
const tensorsOf = async (from: Stored, form?: ExpansionForm, depth?: number) =>
  (await readNetworkTensors(bytesAccess(await bytesOf(from, form, depth)))).tensors;

const anyForm = fc.record(
  {
    dtype: fc.constantFrom("float32" as const, "float16" as const, "bfloat16" as const),
    dialect: fc.constantFrom("timm" as const, "transformers" as const),
    numClasses: fc.integer({ min: 1, max: 9 }),
    imageSize: fc.integer({ min: 1, max: 9 }).map((side) => 2 * side),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  },
  { requiredKeys: [] },
);

describe("an expansion in any form", () => {
  it("is as long as it says, and every range of it is that slice of the whole", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("pooled" as const, "withToken" as const, "line" as const),
        anyForm,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        fc.nat(),
        async (kind, { dialect, ...form }, depth, a, b) => {
          const from = everyKind[kind];
          const wanted = request(from, kind === "withToken" ? { dialect, ...form } : form, depth);
          const { segments, length } = planExpansion(wanted);
          const whole = await buffer(expansionStream(segments, bytesSource(from.file)));
          expect(whole.byteLength).toBe(length);
          expect(planCost(wanted).bytes.safetensors).toBe(length);
          const end = a % (length + 1);
          const start = b % (end + 1);
          const part = await buffer(expansionStream(segments, bytesSource(from.file), { start, end }));
          expect(part.equals(whole.subarray(start, end))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("has as many parameters as its cost says", async () => {
    const form = { numClasses: 7, imageSize: 12, dtype: "float16" as const };
    const { tensors } = await readSafetensorsHeader(bytesAccess(await bytesOf(withToken, form)));
    const params = [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
    expect(planCost(request(withToken, form)).params).toBe(params);
  });
});

describe("16-bit numbers", () => {
  it.each([
    ["float16", "F16", float16FromFloats],
    ["bfloat16", "BF16", bfloat16FromFloats],
  ] as const)("as %s are those of the float32 file, rounded", async (dtype, code, convert) => {
    for (const from of [withToken, line]) {
      const expected = await tensorsOf(from);
      const file = await bytesOf(from, { dtype });
      const { tensors } = await readSafetensorsHeader(bytesAccess(file));
      expect([...tensors.keys()]).toEqual([...expected.keys()]);
      for (const [name, { dtype: written, offset, length }] of tensors) {
        expect(written).toBe(code);
        const halves = bytesFromHalves(convert(expected.get(name) ?? new Float32Array()));
        expect(file.subarray(offset, offset + length).equals(halves), name).toBe(true);
      }
    }
  });
});

describe("a linear learngene", () => {
  it("expands layer l of L to B + (l / L) A, in float32, LayerNorm included", async () => {
    for (const depth of [1, 2, 7]) {
      const tensors = await tensorsOf(line, {}, depth);
      const parts = new Map(
        [...line.learngene.header.tensors].map(([name, at]) => [name, floatsAt(line, at)]),
      );
      for (const { name } of networkTensors(line.learngene.manifest.architecture, depth)) {
        const [, layer, inner = ""] = /^blocks\.(\d+)\.(.+)$/.exec(name) ?? [];
        const [base, slope] = [parts.get(`base.${inner}`), parts.get(`slope.${inner}`)];
        const expected =
          layer === undefined
            ? parts.get(name)
            : base?.map((b, i) =>
                Math.fround(b + Math.fround(Math.fround(Number(layer) / depth) * (slope?.[i] ?? NaN))),
              );
        expect(tensors.get(name), name).toEqual(expected);
      }
    }
  });

  it("says so in what comes out", async () => {
    const { manifest } = await readNetworkTensors(bytesAccess(await bytesOf(line, {}, 7)));
    expect(manifest.origin).toEqual({ digest, rule: "linear", layers: [7] });
  });

  it("keeps what was written together together: one computed part a layer, stem and head as ranges", () => {
    const { segments } = planExpansion(request(line, {}, 4));
    expect(segments.map(({ kind }) => kind)).toEqual([
      "bytes",
      "range",
      "computed",
      "computed",
      "computed",
      "computed",
      "range",
    ]);
  });
});

describe("the transformers dialect", () => {
  it("has transformers' names, queries, keys and values apart, and no byte of the data moved", async () => {
    const timm = await bytesOf(withToken);
    const file = await bytesOf(withToken, { dialect: "transformers" });
    const [header, plain] = await Promise.all([file, timm].map((f) => readSafetensorsHeader(bytesAccess(f))));
    expect(file.subarray(header?.dataStart).equals(timm.subarray(plain?.dataStart))).toBe(true);
    const names = [...(header?.tensors.keys() ?? [])];
    expect(names.filter((name) => !name.includes(".layer."))).toEqual([
      "vit.embeddings.cls_token",
      "vit.embeddings.position_embeddings",
      "vit.embeddings.patch_embeddings.projection.weight",
      "vit.embeddings.patch_embeddings.projection.bias",
      "vit.layernorm.weight",
      "vit.layernorm.bias",
      "classifier.weight",
      "classifier.bias",
    ]);
    expect(names.filter((name) => name.startsWith("vit.encoder.layer.2."))).toHaveLength(16);
    const [query, key, value] = ["query", "key", "value"].map((name) =>
      header?.tensors.get(`vit.encoder.layer.1.attention.attention.${name}.weight`),
    );
    const qkv = plain?.tensors.get("blocks.1.attn.qkv.weight");
    const start = (qkv?.offset ?? 0) - (plain?.dataStart ?? 0) + (header?.dataStart ?? 0);
    expect([query, key, value].map((tensor) => tensor?.shape)).toEqual(Array(3).fill([6, 6]));
    expect([query, key, value].map((tensor) => tensor?.offset)).toEqual([start, start + 144, start + 288]);
    expect(planExpansion(request(withToken, { dialect: "transformers" })).segments).toHaveLength(
      planExpansion(request(withToken)).segments.length,
    );
  });

  it("is refused where transformers would compute something else, and as ONNX", async () => {
    const normAfter = await stored({ globalPool: "token", fcNorm: true });
    for (const [from, why] of [
      [pooled, /mean pooling/],
      [normAfter, /a norm after pooling/],
    ] as const) {
      const error = await expectInputError(
        () => planExpansion(request(from, { dialect: "transformers" })),
        "invalid-request",
        why,
      );
      expect(error).toMatchObject({ field: "dialect", value: "transformers", fix: "Ask for dialect=timm." });
    }
    await expectInputError(
      () => planExpansion({ ...request(withToken, { dialect: "transformers" }), format: "onnx" }),
      "invalid-request",
      /no dialects/,
    );
    expect(planCost(request(withToken, { dialect: "transformers" })).bytes.onnx).toBeNull();
    expect(planCost(request(withToken, { dtype: "bfloat16" })).bytes.onnx).toBeNull();
  });
});

describe("a fresh head", () => {
  it("has the classes asked for, a bias of 0 and a weight as timm draws it; all else is kept", async () => {
    const [plain, fresh] = await Promise.all([
      tensorsOf(pooled),
      tensorsOf(pooled, { numClasses: 2000, seed: 1 }),
    ]);
    for (const [name, values] of plain) {
      if (!name.startsWith("head.")) {
        expect(fresh.get(name), name).toEqual(values);
      }
    }
    expect(fresh.get("head.bias")).toEqual(new Float32Array(2000));
    const weight = fresh.get("head.weight") ?? new Float32Array();
    expect(weight).toHaveLength(12_000);
    // Kolmogorov and Smirnov's distance to a normal distribution of deviation 0.02; 1.63 / sqrt(n) at 1 %.
    const sorted = weight.toSorted();
    const distance = Math.max(...sorted.map((x, i) => Math.abs(normalCdf(x / 0.02) - (i + 0.5) / 12_000)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(12_000));
    expect(new Set(weight).size).toBeGreaterThan(11_900);
  });

  it("depends on the seed alone: not on the depth, nor on how many classes there are", async () => {
    const head = async (form: ExpansionForm, depth?: number) =>
      (await tensorsOf(pooled, form, depth)).get("head.weight");
    const first = await head({ numClasses: 4 });
    expect(await head({ numClasses: 4, seed: 0 }, 5)).toEqual(first);
    expect((await head({ numClasses: 9 }))?.subarray(0, 24)).toEqual(first);
    expect(await head({ numClasses: 4, seed: 1 })).not.toEqual(first);
    // As many as there were: fresh all the same.
    expect(await head({ numClasses: 5 })).not.toEqual((await tensorsOf(pooled)).get("head.weight"));
  });

  it("takes the names of the old classes away, and is in the manifest", () => {
    const labels = ["a", "b", "c", "d", "e"];
    const { learngene } = pooled;
    const named = { ...learngene, manifest: { ...learngene.manifest, labels } };
    expect(expandedManifest({ ...request(pooled), learngene: named }).labels).toEqual(labels);
    const fresh = expandedManifest({ ...request(pooled, { numClasses: 5 }), learngene: named });
    expect(fresh.labels).toBeUndefined();
    expect(expandedManifest(request(pooled, { numClasses: 9 })).architecture.config.numClasses).toBe(9);
  });
});

describe("another image size", () => {
  it.each([
    [7, 1, 6],
    [7, 0, 6],
    [14, 1, 5],
  ])("resizes %i x %i positions (%i tokens before) as timm does", async (side, prefix, width) => {
    const reference = readReference("positions");
    const key = `${side}.${prefix}.${width}`;
    const shape = { imageSize: 2 * side, embedDim: width, numHeads: 1 };
    const from = await stored({ ...shape, globalPool: prefix === 1 ? "token" : "avg" });
    const { offset } = from.learngene.header.tensors.get("pos_embed") ?? { offset: 0 };
    const positions = reference.tensor(`${key}.stored`);
    from.file.set(new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength), offset);
    for (const to of [1, 3, 4, 6, 8, 12, 16, 24]) {
      const resized = (await tensorsOf(from, { imageSize: 2 * to })).get("pos_embed");
      const expected = reference.tensor(`${key}.${to}`);
      expect(resized).toHaveLength(expected.length);
      const gap = Math.max(...expected.map((value, i) => Math.abs(value - (resized?.[i] ?? NaN))));
      expect(gap, `to ${to}`).toBeLessThan(1e-5);
    }
  });

  it("is in the manifest and in the cost; its own size changes nothing", async () => {
    expect(expandedManifest(request(pooled, { imageSize: 12 })).architecture.config.imageSize).toBe(12);
    expect(planCost(request(pooled, { imageSize: 12 })).flops).toBeGreaterThan(
      planCost(request(pooled)).flops,
    );
    expect(await bytesOf(pooled, { imageSize: 8 })).toEqual(await bytesOf(pooled));
  });

  it("that cannot be cut into patches is refused, naming those around it that can", async () => {
    const ask = (imageSize: number) => () => planExpansion(request(pooled, { imageSize }));
    const error = await expectInputError(ask(9), "invalid-request", /patches of 2/);
    expect(error).toMatchObject({ field: "imageSize", value: 9, fix: "Ask for a multiple of 2: 8 or 10." });
    expect((await expectInputError(ask(1), "invalid-request", /patches/)).fix).toBe(
      "Ask for a multiple of 2: 2.",
    );
  });
});

function floatsAt({ file }: Stored, { offset, length }: { offset: number; length: number }): Float32Array {
  return new Float32Array(file.slice(offset, offset + length).buffer);
}

/** By Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17), good to 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const sum =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return x >= 0 ? 1 - upper : upper;
}
