import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { deitConfig, generatedLearngene, generatedManifest } from "../support/generated-learngenes.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

const config = deitConfig("tiny", {
  imageSize: 8,
  patchSize: 2,
  inChans: 1,
  numClasses: 3,
  embedDim: 4,
  numHeads: 2,
  globalPool: "token",
});
let test: TestRegistry;
let api: ReturnType<typeof request>;

beforeAll(async () => {
  test = await openTestRegistry();
  const labels = ["ant", "bee", "cat"];
  const files = {
    tiny: learngeneFile(),
    token: generatedLearngene({ ...generatedManifest(config, "stage-wise", [1, 1]), labels }),
    coarse: generatedLearngene(generatedManifest({ ...config, normEps: 1e-5 }, "stage-wise", [1, 1])),
  };
  for (const [name, file] of Object.entries(files)) {
    const body = bytesSource(file).stream(0, file.byteLength);
    await test.registry.publish({ owner: "acme", name, body }, theProgram);
  }
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

const configOf = (name: string, query: string) =>
  api.get(`/v1/learngenes/acme/${name}/versions/latest/config?${query}`);

describe("a network's config.json", () => {
  it("of timm says all that tells its ViTs apart", async () => {
    const response = await configOf("tiny", "depth=5").expect(200).expect(matchesContract);
    expect(response.headers["content-type"]).toMatch(/^application\/json/);
    expect(response.body).toEqual({
      architecture: "vit_base_patch16_224",
      num_classes: 3,
      num_features: 4,
      global_pool: "avg",
      model_args: {
        img_size: 4,
        patch_size: 2,
        in_chans: 1,
        embed_dim: 4,
        depth: 5,
        num_heads: 2,
        mlp_ratio: 2,
        global_pool: "avg",
        class_token: false,
        fc_norm: true,
      },
      pretrained_cfg: {
        input_size: [1, 4, 4],
        fixed_input_size: true,
        interpolation: "bilinear",
        crop_pct: 1,
        crop_mode: "center",
        mean: [0.5],
        std: [0.25],
        num_classes: 3,
        pool_size: null,
        first_conv: "patch_embed.proj",
        classifier: "head",
        custom_load: false,
        license: "apache-2.0",
      },
      label_names: ["ant", "bee", "cat"],
    });
  });

  it("of transformers is that of ViTForImageClassification", async () => {
    const response = await configOf("token", "depth=5&dialect=transformers&dtype=float16")
      .expect(200)
      .expect(matchesContract);
    expect(response.body).toEqual({
      architectures: ["ViTForImageClassification"],
      model_type: "vit",
      image_size: 8,
      patch_size: 2,
      num_channels: 1,
      hidden_size: 4,
      num_hidden_layers: 5,
      num_attention_heads: 2,
      intermediate_size: 16,
      hidden_act: "gelu",
      layer_norm_eps: 1e-6,
      qkv_bias: true,
      hidden_dropout_prob: 0,
      attention_probs_dropout_prob: 0,
      initializer_range: 0.02,
      id2label: { 0: "ant", 1: "bee", 2: "cat" },
      label2id: { ant: 0, bee: 1, cat: 2 },
      torch_dtype: "float16",
    });
  });

  it("follows the form: classes, without the names of others, and the images' size", async () => {
    const query = "depth=2&numClasses=7&imageSize=16";
    const timm = await configOf("token", query).expect(200).expect(matchesContract);
    expect(timm.body).toMatchObject({ num_classes: 7, model_args: { img_size: 16 } });
    expect(timm.body).not.toHaveProperty("label_names");
    const other = await configOf("token", `${query}&dialect=transformers`).expect(200);
    expect(other.body).toMatchObject({ num_labels: 7, image_size: 16 });
    expect(other.body).not.toHaveProperty("id2label");
  });

  it("is not sent again to those who have it, and HEAD gives its headers alone", async () => {
    const { headers, text } = await configOf("tiny", "maxParams=1k").expect(200).expect(matchesContract);
    const etag = String(headers["etag"]);
    await configOf("tiny", "maxParams=1k").set("If-None-Match", etag).expect(304).expect(matchesContract);
    expect((await configOf("tiny", "depth=2")).headers["etag"]).not.toBe(etag);
    const head = await api.head("/v1/learngenes/acme/tiny/versions/latest/config?maxParams=1k").expect(200);
    expect(head.headers["content-length"]).toBe(String(Buffer.byteLength(text)));
    expect(head.text).toBeUndefined();
  });

  it.each([
    ["tiny", "depth=2&dialect=transformers", "dialect", "transformers"],
    ["coarse", "depth=2", "dialect", "timm"],
    ["tiny", "depth=2&imageSize=5", "imageSize", 5],
  ])("is refused where the library has no words for it: %s, %s", async (name, query, field, value) => {
    const response = await configOf(name, query).expect(400).expect(matchesContract);
    expect(response.body).toMatchObject({ type: "urn:learngene:problem:invalid-request", field, value });
    expect(response.body).toHaveProperty("fix");
  });
});
