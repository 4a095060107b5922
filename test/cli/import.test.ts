import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  bytesFromFloats,
  readLearngeneTensors,
  readNetworkTensors,
  safetensorsHeader,
  storedTensors,
  type Dtype,
} from "../../src/formats/index.js";
import { bytesFromHalves, float16FromFloats, bfloat16FromFloats } from "../../src/formats/half.js";
import {
  learngeneTensors,
  linear,
  networkTensors,
  stageWise,
  type TensorSpec,
} from "../../src/model/index.js";
import { classifierOf } from "../../src/trainer/index.js";
import { importFile, type ImportOptions } from "../../src/cli/importing.js";
import { learngene, succeed } from "../support/command.js";
import { expectInputError } from "../support/errors.js";
import { distinctTensors, tinyArchitecture, tinyManifest } from "../support/learngenes.js";
import { expectClose } from "../support/numbers.js";
import { readReference, referenceNetwork } from "../support/reference.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { quietContext } from "../support/tiny-training.js";

const cwd = temporaryDirectory();

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const encoders = {
  F32: bytesFromFloats,
  F16: (floats: Float32Array) => bytesFromHalves(float16FromFloats(floats)),
  BF16: (floats: Float32Array) => bytesFromHalves(bfloat16FromFloats(floats)),
} satisfies Partial<Record<Dtype, (floats: Float32Array) => Uint8Array>>;

/** Writes tensors as others do: without a manifest. */
async function save(
  file: string,
  tensors: readonly Tensor[],
  metadata: Record<string, string> = { format: "pt" },
  dtype: keyof typeof encoders = "F32",
): Promise<void> {
  const header = safetensorsHeader(
    tensors.map(({ name, shape }) => ({ name, shape, dtype })),
    metadata,
  );
  await writeFile(
    join(cwd, file),
    Buffer.concat([header, ...tensors.map(({ data }) => encoders[dtype](data))]),
  );
}

const imported = async (file: string, options: ImportOptions) =>
  (await importFile(join(cwd, file), options, new AbortController().signal)).bytes;

const withData = (specs: readonly TensorSpec[], data: ReadonlyMap<string, Float32Array>): Tensor[] =>
  specs.map(({ name, shape }) => ({ name, shape, data: data.get(name) ?? new Float32Array() }));

describe("import of a ViT that timm saved", () => {
  const reference = readReference("forward-token-norm");
  const { architecture, depth } = referenceNetwork(reference);
  const { config } = architecture;
  const tensors = withData(networkTensors(architecture, depth), reference.under("params"));
  const timm = { from: "timm", heads: config.numHeads } as const;

  const logitsOf = async (file: Uint8Array) => {
    const { manifest, tensors: weights } = await readNetworkTensors(bytesAccess(file));
    expect(manifest.architecture).toEqual(architecture);
    const classifier = await classifierOf({ manifest, tensors: weights }, quietContext);
    const images = reference.tensor("images");
    const side = config.imageSize;
    const count = images.length / (config.inChans * side * side);
    const logits = await classifier.logits(images, [count, config.inChans, side, side]);
    await classifier.close();
    return logits;
  };

  it("makes a network that computes what timm computes", async () => {
    await save("timm.safetensors", tensors);
    const args = ["--from", "timm", "--heads", String(config.numHeads), "--out", "ours.safetensors"];
    const said = await succeed(["import", "timm.safetensors", ...args], { cwd });
    expect(said).toBe(
      `a network of ${depth} layers, width ${config.embedDim}, ${config.numHeads} heads, images of ` +
        `${config.imageSize}, patches of ${config.patchSize}\nwrote ours.safetensors\n`,
    );
    expectClose(
      await logitsOf(await readFile(join(cwd, "ours.safetensors"))),
      reference.tensor("logits"),
      1e-5,
    );
  });

  it("reads transformers' names, its three projections, and its config.json", async () => {
    const d = config.embedDim;
    const inTransformers = tensors.flatMap(({ name, shape, data }): Tensor[] => {
      const [, layer = "", kind = ""] = /^blocks\.(\d+)\.attn\.qkv\.(\w+)$/.exec(name) ?? [];
      if (layer !== "") {
        const length = data.length / 3;
        return ["query", "key", "value"].map((projection, i) => ({
          name: `vit.encoder.layer.${layer}.attention.attention.${projection}.${kind}`,
          shape: [d, ...shape.slice(1)],
          data: data.slice(i * length, (i + 1) * length),
        }));
      }
      const renamed = name
        .replace(/^cls_token$/, "vit.embeddings.cls_token")
        .replace(/^pos_embed$/, "vit.embeddings.position_embeddings")
        .replace(/^patch_embed\.proj/, "vit.embeddings.patch_embeddings.projection")
        .replace(/^norm\./, "vit.layernorm.")
        .replace(/^head\./, "classifier.")
        .replace(/^blocks\./, "vit.encoder.layer.")
        .replace(/\.norm1\./, ".layernorm_before.")
        .replace(/\.norm2\./, ".layernorm_after.")
        .replace(/\.attn\.proj\./, ".attention.output.dense.")
        .replace(/\.mlp\.fc1\./, ".intermediate.dense.")
        .replace(/\.mlp\.fc2\./, ".output.dense.");
      return [{ name: renamed, shape, data }];
    });
    await save("transformers.safetensors", inTransformers);
    const labels = Object.fromEntries(
      Array.from({ length: config.numClasses }, (_, i) => [String(i), `class ${i}`]),
    );
    await writeFile(
      join(cwd, "config.json"),
      JSON.stringify({
        num_attention_heads: config.numHeads,
        layer_norm_eps: config.normEps,
        id2label: labels,
      }),
    );
    const file = await imported("transformers.safetensors", {
      from: "transformers",
      config: join(cwd, "config.json"),
    });
    expectClose(await logitsOf(file), reference.tensor("logits"), 1e-5);
    const { manifest } = await readNetworkTensors(bytesAccess(file));
    expect(manifest.labels?.slice(0, 2)).toEqual(["class 0", "class 1"]);
  });

  it.each([
    ["F16", 1e-3],
    ["BF16", 1e-2],
  ] as const)("reads %s", async (dtype, tolerance) => {
    await save("half.safetensors", tensors, {}, dtype);
    const { tensors: read } = await readNetworkTensors(bytesAccess(await imported("half.safetensors", timm)));
    for (const { name, data } of tensors) {
      const worst = Math.max(
        ...data.map(
          (value, i) => Math.abs((read.get(name)?.[i] ?? NaN) - value) / Math.max(1e-3, Math.abs(value)),
        ),
      );
      expect(worst).toBeLessThan(tolerance);
    }
  });

  const refusals: [string, () => Tensor[], Partial<ImportOptions>, RegExp][] = [
    [
      "of a tensor too many",
      () => [...tensors, { name: "blocks.0.ls1.gamma", shape: [1], data: new Float32Array(1) }],
      {},
      /tensor "blocks\.0\.ls1\.gamma" has no place in a plain ViT/,
    ],
    [
      "of a missing tensor",
      () => tensors.filter(({ name }) => name !== "blocks.1.attn.proj.bias"),
      {},
      /tensor "blocks\.1\.attn\.proj\.bias" is missing/,
    ],
    ["of heads that do not divide the width", () => tensors, { heads: 5 }, /5 heads do not divide/],
    [
      "without heads that could be guessed",
      () => tensors,
      { heads: undefined },
      /how many heads it was trained with is not in the file/,
    ],
    [
      "of what is no ViT",
      () => [{ name: "fc.weight", shape: [1], data: new Float32Array(1) }],
      {},
      /tensor "patch_embed\.proj\.weight" is missing/,
    ],
    [
      "of weights that are not finite",
      () => tensors.map((each, i) => (i === 3 ? { ...each, data: each.data.map(() => NaN) } : each)),
      {},
      /holds NaN at element 0/,
    ],
  ];
  it.each(refusals)("is refused %s", async (_, given, options, message) => {
    await save("wrong.safetensors", given());
    await expectInputError(
      () => imported("wrong.safetensors", { ...timm, ...options }),
      "invalid-network",
      message,
    );
  });

  it("that is refused says so in one line, and writes nothing", async () => {
    await save("timm.safetensors", tensors);
    const args = ["import", "timm.safetensors", "--from", "sws", "--heads", "3", "--out", "none.safetensors"];
    const { status, stdout, stderr } = await learngene(args, { cwd });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^learngene: tensor "blocks\.0\..*" is none of the released code's.*\n$/);
    await expect(readFile(join(cwd, "none.safetensors"))).rejects.toThrow();
  });

  it("is what `learn` asks for when it is given such a file", async () => {
    await save("timm.safetensors", tensors);
    const args = [
      "--ancestor",
      "timm.safetensors",
      "--dataset",
      "idx:none",
      "--stages",
      "1,1",
      "--epochs",
      "1",
    ];
    const { status, stderr } = await learngene(["learn", ...args, "--out", "x.safetensors"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/bears no manifest.*learngene import/);
  });
});

describe("import of Aux-Nets of the released code", () => {
  const read = (file: Uint8Array) => readLearngeneTensors(bytesAccess(file));
  // Their final LayerNorm stands before the pooling.
  const released = {
    ...tinyArchitecture,
    config: { ...tinyArchitecture.config, fcNorm: false, normEps: 1e-5 },
  };
  const names = (
    specs: readonly TensorSpec[],
    rename: (name: string) => string,
    data: ReadonlyMap<string, Float32Array>,
  ) => withData(specs, data).map((tensor) => ({ ...tensor, name: rename(tensor.name) }));

  it("gives an SWS learngene of as many stages, its weights unchanged", async () => {
    const specs = learngeneTensors(released, 3, stageWise.blockName);
    const data = distinctTensors(specs);
    const rename = (name: string) =>
      name.replace(/^stages\.(\d+)\.(.+)\.(\w+)$/, "blocks.block.$2.instances.$1.$3");
    await save("sws.safetensors", names(specs, rename, data), { num_heads: "2" });
    const options = { from: "sws", stages: [3, 3, 4] } as const;
    const { manifest, tensors } = await read(await imported("sws.safetensors", options));
    expect(manifest).toMatchObject({
      architecture: released,
      rule: "stage-wise",
      stages: [{ layers: 3 }, { layers: 3 }, { layers: 4 }],
    });
    expect(tensors).toEqual(data);
    for (const [changes, message] of [
      [{ stages: [3, 3] }, /the file has 3 stages, not 2/],
      [{ heads: 4 }, /the heads are said to be 4 and 2/],
    ] as const) {
      const run = () => imported("sws.safetensors", { ...options, ...changes });
      await expectInputError(run, "invalid-network", message);
    }
  });

  it("gives a TLEG learngene of its base and its slope", async () => {
    const specs = learngeneTensors(released, 2, linear.blockName);
    const data = distinctTensors(specs);
    const rename = (name: string) =>
      name.replace(
        /^(base|slope)\.(.+)\.(\w+)$/,
        (_, block: string, inner: string, kind: string) =>
          `blocks.block.${inner}.instances.0.${kind}_${block === "base" ? "base" : "ilayer"}`,
      );
    await save("tleg.safetensors", names(specs, rename, data));
    const file = await imported("tleg.safetensors", { from: "tleg", heads: 2 });
    const { manifest, tensors } = await read(file);
    expect(manifest).toMatchObject({ rule: "linear", stages: [{ layers: 12 }], architecture: released });
    expect(tensors).toEqual(data);
    expect([...tensors.keys()]).toEqual(
      storedTensors({ ...tinyManifest(), ...manifest }).map(({ name }) => name),
    );
  });
});
