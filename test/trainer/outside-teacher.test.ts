import { beforeAll, describe, expect, it } from "vitest";
import { onnxBytes } from "../../src/formats/onnx/index.js";
import { writeLearngene } from "../../src/formats/index.js";
import { ANY_BATCH, Graph, mul, reduceMean, transpose } from "../../src/graph/index.js";
import { ImageConverter } from "../../src/trainer/engine/image-converter.js";
import { readOutsideInput } from "../../src/trainer/engine/outside-input.js";
import {
  classifierOf,
  digestOf,
  exportOnnx,
  finetune,
  finetuneRecipe,
  freshNetwork,
  learn,
  learnRecipe,
  openTeacher,
  type Ancestor,
  type OnnxModel,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { expectClose, randomFloats } from "../support/numbers.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
} from "../support/tiny-training.js";

const session = { threads: 1 };
const modelOf = (onnx: Uint8Array): OnnxModel => ({ onnx, digest: digestOf(onnx) });

/** A classifier whose three logits are the means of three channels, in either layout and at any size. */
function meansModel(shape: number[], axes: [number, number], permute?: number[]): OnnxModel {
  const graph = new Graph();
  const input = graph.input("pixels", shape);
  const means = reduceMean(permute === undefined ? input : transpose(input, permute), axes);
  return modelOf(onnxBytes({ outputs: new Map([["scores", mul(means, 1)]]), portable: true }));
}

let ancestor: Ancestor;
let onnx: OnnxModel;
beforeAll(async () => {
  ancestor = await trainTinyAncestor();
  onnx = modelOf(exportOnnx(ancestor));
});

describe("an ONNX classifier from outside", () => {
  const images = randomFloats("outside", 5 * 64);

  it("says of images in its own form what the network inside says", async () => {
    const [inside, outside] = [
      await classifierOf(ancestor, session),
      await openTeacher(onnx, patternDataset, {}, session),
    ];
    expectClose(await outside.logits(images, [5, 1, 8, 8]), await inside.logits(images, [5, 1, 8, 8]), 1e-5);
    await inside.close();
    await outside.close();
  });

  it.each([
    ["NCHW", [ANY_BATCH, 3, 4, 4], [2, 3]],
    ["NHWC", [ANY_BATCH, 6, 6, 3], [1, 2]],
    ["NCHW of two at a time", [2, 3, 8, 8], [2, 3]],
  ] as const)(
    "is shown gray images as the colours, size, normalization and batch of its %s input",
    async (_, shape, axes) => {
      const options = { mean: [0.1, 0.2, 0.3], std: [1, 2, 0.5] };
      const teacher = await openTeacher(meansModel([...shape], [...axes]), patternDataset, options, session);
      // Flat images, so that any size has the same mean: 0.25 on the 0..1 scale, then 0.75.
      const flat = Float32Array.from({ length: 3 * 64 }, (_, at) => (at < 64 ? -1 : 1));
      const logits = await teacher.logits(flat, [3, 1, 8, 8]);
      const seen = (value: number) => [(value - 0.1) / 1, (value - 0.2) / 2, (value - 0.3) / 0.5];
      expectClose(logits, [...seen(0.25), ...seen(0.75), ...seen(0.75)], 1e-5);
      await teacher.close();
    },
  );

  it("is shown images scaled as PyTorch's interpolate does, and colours as their luma", () => {
    const input = { name: "x", isChannelsLast: false, batch: undefined, channels: 1, height: 4, width: 1 };
    const preprocessing = { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bilinear" as const };
    const converter = new ImageConverter({ channels: 3, height: 2, width: 1, preprocessing }, input, {
      mean: [0],
      std: [1],
    });
    // torch.nn.functional.interpolate of [0, 1] to 4, bilinear, align_corners=False: 0, 0.25, 0.75, 1.
    const out = converter.convert(Float32Array.from([0, 1, 0, 0, 0, 0]), 1);
    expectClose(out, [0, 0.25 * 0.299, 0.75 * 0.299, 0.299], 1e-6);
  });

  it("is refused where it takes no images, or tells other classes apart", async () => {
    const source = patternDataset;
    const tensor = (shape: (number | string)[]) => ({
      name: "x",
      isTensor: true as const,
      type: "float32" as const,
      shape,
    });
    const refused = (shapes: (number | string)[][], message: RegExp) =>
      expectInputError(() => readOutsideInput(shapes.map(tensor), source), "invalid-onnx", message);
    await refused([[1, 5]], /its input x is float32 \[1, 5\]/);
    await refused([[1, 7, 8, 8]], /neither axis of 1 or 3 channels/);
    await refused([[1, 1, 8, 8], [1]], /it has 2 inputs/);
    const noise = modelOf(new Uint8Array(9));
    await expectInputError(() => openTeacher(noise, source, {}, session), "invalid-onnx", /cannot read/);
    const teacher = await openTeacher(onnx, { ...source, numClasses: 4 }, {}, session);
    await expectInputError(
      () => teacher.logits(images, [5, 1, 8, 8]),
      "invalid-onnx",
      /3 numbers an image, for 4/,
    );
    await teacher.close();
    await expectInputError(
      () => openTeacher(onnx, source, { mean: [0.1, 0.2] }, session),
      "invalid-recipe",
      /teacher\.mean has 2 numbers/,
    );
  });
});

describe("learning from an ONNX classifier", () => {
  const recipeOf = (part: Partial<Parameters<typeof learnRecipe>[0]> = {}) =>
    learnRecipe({
      kind: "learn",
      ...patternTraining,
      epochs: 2,
      stages: [1, 1],
      layouts: { schedule: "fixed" },
      distillationWeight: 1,
      ...part,
    });

  it("gives what learning from the same network does, and says how good it is", async () => {
    const inside = await learn(recipeOf(), ancestor, patternDataset, quietContext);
    const recipe = recipeOf({ architecture: patternArchitecture });
    const outside = await learn(recipe, onnx, patternDataset, quietContext);
    for (const [name, values] of outside.tensors) {
      expectClose(values, inside.tensors.get(name) ?? [], 1e-3);
    }
    const { accuracy } = ancestor.manifest.training ?? {};
    expect(outside.manifest.ancestry).toEqual({ digest: onnx.digest, accuracy });
    expect(() => writeLearngene(outside.manifest, outside.tensors)).not.toThrow();
  });

  it("needs the recipe to say what the Aux-Net is", async () => {
    await expectInputError(
      () => learn(recipeOf(), onnx, patternDataset, quietContext),
      "invalid-recipe",
      /does not say what the Aux-Net is to be/,
    );
  });
});

describe("fine-tuning with a teacher", () => {
  const recipe = finetuneRecipe({
    kind: "finetune",
    ...patternTraining,
    epochs: 4,
    distillationWeight: 1,
    augment: { shift: 1 },
  });
  const mislabelled = {
    ...patternDataset,
    train: { ...patternDataset.train, labels: new Uint8Array(300) },
  };

  it.each([["network"], ["ONNX file"]])("learns from a %s alone where labels weigh nothing", async (kind) => {
    const fresh = freshNetwork(patternArchitecture, 1, patternDataset, 3);
    const teacher = kind === "network" ? ancestor : onnx;
    const { manifest } = await finetune(recipe, fresh, mislabelled, quietContext, teacher);
    expect(manifest.training?.accuracy).toBeGreaterThan(0.6);
  });

  it("is refused where a recipe weighs a teacher that there is not", async () => {
    await expectInputError(
      () => finetune(recipe, ancestor, patternDataset, quietContext),
      "invalid-recipe",
      /distillationWeight needs a teacher/,
    );
  });
});
