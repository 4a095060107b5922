import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  readLearngene,
  readLearngeneTensors,
  storedTensors,
  verifyLearngene,
  writeLearngene,
  writeSafetensors,
  type Manifest,
} from "../../src/formats/index.js";
import { elementCount } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { naiveSafetensors, rawFile } from "../support/files.js";
import { distinctTensors, tinyManifest } from "../support/learngenes.js";

const manifest = tinyManifest();
const tensors = distinctTensors(storedTensors(manifest));
const good = writeLearngene(manifest, tensors);

/** A file of the good learngene's tensors under any manifest text. */
function withManifest(text: string | undefined): Uint8Array {
  const list = storedTensors(manifest).map((spec) => ({
    ...spec,
    data: tensors.get(spec.name) ?? new Float32Array(elementCount(spec.shape)),
  }));
  return writeSafetensors(list, text === undefined ? { format: "pt" } : { format: "pt", learngene: text });
}

const changed = (change: object) => withManifest(JSON.stringify({ ...manifest, ...change }));
const record: Manifest["training"] = {
  dataset: { name: "toy", digest: `sha256:${"0".repeat(64)}`, trainImages: 10, testImages: 4 },
  recipe: { epochs: 2, nested: { mixed: [true, null, "x"] } },
  layouts: { schedule: "fixed", layers: [[2, 2, 2]] },
  steps: 7,
  seconds: 1.5,
  results: [{ depth: 4, layers: [2, 1, 1], accuracy: 0.75, loss: 0.5 }],
};

describe("a learngene file", () => {
  it("gives back its manifest and every value", async () => {
    const full = tinyManifest();
    full.training = record;
    full.description = "Ameisen, Bienen – und Katzen 🐈";
    const read = await readLearngeneTensors(bytesAccess(writeLearngene(full, tensors)));
    expect(read.manifest).toEqual(full);
    expect([...read.tensors]).toEqual([...tensors]);
  });

  it("says to PyTorch's loaders that it is one of theirs", async () => {
    const { header } = await readLearngene(bytesAccess(good));
    expect(header.metadata["format"]).toBe("pt");
  });

  it("has the same bytes whatever the order of the manifest's keys and the tensors", () => {
    const turned = Object.fromEntries(Object.entries(manifest).reverse()) as Manifest;
    expect(writeLearngene(turned, new Map([...tensors].reverse()))).toEqual(good);
  });

  it("may hold its tensors in any order", async () => {
    const list = storedTensors(manifest).map((spec) => ({
      ...spec,
      data: tensors.get(spec.name) ?? new Float32Array(0),
    }));
    const turned = writeSafetensors(list.reverse(), { learngene: JSON.stringify(manifest) });
    const read = await readLearngeneTensors(bytesAccess(turned));
    expect(new Map(read.tensors)).toEqual(tensors);
  });
});

describe("a file that is no sound learngene is refused", () => {
  const preprocessing = { mean: [0.5, 0.5], std: [1], interpolation: "bilinear" };
  const config = (change: object) => ({
    architecture: { family: "vit", config: { ...manifest.architecture.config, ...change } },
  });
  const faults: [string, Uint8Array, RegExp, string][] = [
    ["without a manifest", withManifest(undefined), /not a learngene file/, "learngene"],
    ["whose manifest is not JSON", withManifest("{"), /not well-formed JSON/, "learngene"],
    ["whose manifest is no object", withManifest("7"), /expected object/, "learngene"],
    [
      "with a part of the manifest twice",
      withManifest(`{"license":"MIT",${JSON.stringify(manifest).slice(1)}`),
      /"license" stands twice/,
      "learngene",
    ],
    [
      "with a bottomless manifest",
      withManifest("[".repeat(50_000) + "]".repeat(50_000)),
      /nested more than 32/,
      "learngene",
    ],
    ["of a later format", changed({ formatVersion: 2 }), /expected 1/, "learngene.formatVersion"],
    [
      "of an unknown family",
      changed({ architecture: { family: "rnn", config: {} } }),
      /./,
      "learngene.architecture.family",
    ],
    [
      "with a patch that does not divide the image",
      changed(config({ patchSize: 3 })),
      /must divide imageSize/,
      "learngene.architecture.config.patchSize",
    ],
    ["with an unknown rule", changed({ rule: "magic" }), /stage-wise/, "learngene.rule"],
    [
      "with stages though its rule is linear",
      changed({ rule: "linear" }),
      /must have 1 entry under the rule linear, not 3/,
      "learngene.stages",
    ],
    [
      "that is linear with the tensors of stages",
      changed({ rule: "linear", stages: [{ layers: 6 }] }),
      /"base.norm1.weight" is missing/,
      "base.norm1.weight",
    ],
    ["without stages", changed({ stages: [] }), />=1/, "learngene.stages"],
    [
      "with a stage of no layers",
      changed({ stages: [{ layers: 1 }, { layers: 0 }, { layers: 1 }] }),
      />0/,
      "learngene.stages[1].layers",
    ],
    ["with a key that nobody knows", changed({ colour: "red" }), /"colour"/, "learngene"],
    [
      "with means for other channels",
      changed({ preprocessing }),
      /1 entries, one an input channel, not 2/,
      "learngene.preprocessing.mean",
    ],
    ["with too few labels", changed({ labels: ["ant"] }), /3 classes, not 1/, "learngene.labels"],
    [
      "with a result for another number of stages",
      changed({ training: { ...record, results: [{ depth: 2, layers: [1, 1], accuracy: 1, loss: 0 }] } }),
      /3 entries, one a stage, not 2/,
      "learngene.training.results[0].layers",
    ],
    [
      "with a result whose layers are not its depth",
      changed({ training: { ...record, results: [{ depth: 9, layers: [1, 1, 1], accuracy: 1, loss: 0 }] } }),
      /sum of its layers, 3, not 9/,
      "learngene.training.results[0].depth",
    ],
    [
      "with fewer tensors than stages call for",
      changed({ stages: Array(4).fill({ layers: 1 }) }),
      /"stages.3.norm1.weight" is missing/,
      "stages.3.norm1.weight",
    ],
    [
      "with more tensors than stages call for",
      changed({ stages: Array(2).fill({ layers: 1 }) }),
      /"stages.2.norm1.weight" has no place/,
      "stages.2.norm1.weight",
    ],
    [
      "of another shape than its manifest's",
      changed(config({ numClasses: 2 })),
      /labels/,
      "learngene.labels",
    ],
    [
      "of another width than its manifest's",
      changed(config({ embedDim: 8 })),
      /"pos_embed" has shape \[1,4,4\]; the manifest calls for \[1,4,8\]/,
      "pos_embed",
    ],
  ];

  it.each(faults)("%s", async (_, bytes, message, field) => {
    const error = await expectInputError(
      () => readLearngene(bytesAccess(bytes)),
      "invalid-learngene",
      message,
    );
    expect(error.field).toBe(field);
  });

  it("of integers, though they take as many bytes", async () => {
    const end = 8 + Number(Buffer.from(good).readBigUInt64LE());
    const json = Buffer.from(good.subarray(8, end)).toString().replace('"F32"', '"I32"');
    const bytes = rawFile(Buffer.from(json), good.subarray(end));
    await expectInputError(
      () => readLearngene(bytesAccess(bytes)),
      "invalid-learngene",
      /"pos_embed" is I32; these files store F32/,
    );
  });

  it("cut short at any byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: good.byteLength - 1 }), async (length) => {
        const cut = bytesAccess(good.slice(0, length));
        await expectInputError(() => readLearngene(cut), "invalid-safetensors", /./);
      }),
    );
  });
});

describe("values that are not finite", () => {
  it.each([NaN, Infinity, -Infinity])("%d is found, wherever it stands", async (value) => {
    const { header } = await readLearngene(bytesAccess(good));
    const names = [...header.tensors.keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, anywhere) => {
        const tensor = header.tensors.get(name) ?? { offset: 0, length: 4 };
        const index = anywhere % (tensor.length / 4);
        const bytes = Buffer.from(good);
        bytes.writeFloatLE(value, tensor.offset + 4 * index);
        const message = new RegExp(`"${name}" holds ${value} at element ${index};`);
        for (const read of [verifyLearngene, readLearngeneTensors]) {
          await expectInputError(() => read(bytesAccess(bytes)), "invalid-learngene", message);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("are never written", async () => {
    const bad = new Map(tensors).set("head.bias", Float32Array.of(0, NaN, 0));
    await expectInputError(
      () => writeLearngene(manifest, bad),
      "invalid-learngene",
      /"head.bias" holds NaN at element 1/,
    );
  });
});

describe("writing a learngene", () => {
  it("refuses a manifest that reading would refuse", async () => {
    await expectInputError(
      () => writeLearngene({ ...manifest, license: "" }, tensors),
      "invalid-learngene",
      /learngene.license/,
    );
  });

  it("refuses missing, surplus and wrong-sized tensors", () => {
    const missing = new Map(tensors);
    missing.delete("head.bias");
    expect(() => writeLearngene(manifest, missing)).toThrow(
      /42 tensors were given to write where 43 are called for/,
    );
    expect(() => writeLearngene(manifest, missing.set("extra", new Float32Array(1)))).toThrow(
      /head.bias of shape \[3\] was given no values/,
    );
    missing.delete("extra");
    expect(() => writeLearngene(manifest, missing.set("head.bias", new Float32Array(2)))).toThrow(
      /was given 2 values/,
    );
  });
});

/** The file with a few bytes replaced, taken out or put in, mostly in its header. */
const mutated = fc
  .array(
    fc.record({
      at: fc.oneof(fc.nat(good.byteLength - 1), fc.nat(200), fc.nat(4000)),
      remove: fc.integer({ min: 0, max: 4 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom("0", "1", "9", '"', "{", "}", "[", "]", ",", ":", "-", "\\", " ", "null")
          .map((text) => Buffer.from(text)),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((edits) =>
    edits.reduce<Uint8Array>(
      (bytes, { at, remove, insert }) =>
        Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
      good,
    ),
  );

it("a file changed at random is refused with an InputError, or read as a naive reader reads it", async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(mutated, async (bytes) => {
      const verified = await verifyLearngene(bytesAccess(bytes)).catch((error: unknown) => error);
      const read = await readLearngeneTensors(bytesAccess(bytes)).catch((error: unknown) => error);
      if (verified instanceof Error || read instanceof Error) {
        expect(verified).toMatchObject({ name: "InputError" });
        expect(read).toMatchObject({ name: "InputError" });
        return;
      }
      accepted++;
      const naive = naiveSafetensors(bytes);
      const text = naive.metadata["learngene"] ?? "";
      expect(verified).toMatchObject({ manifest: JSON.parse(text) as unknown });
      expect(read).toMatchObject({ manifest: JSON.parse(text) as unknown });
      expect(read).toHaveProperty("tensors", naive.tensors);
    }),
    { numRuns: 500 },
  );
  expect(accepted).toBeGreaterThan(0);
});
