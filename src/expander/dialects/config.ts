import type { NetworkManifest } from "../../formats/index.js";
import { InputError, mlpWidth } from "../../model/index.js";
import { checkForm, type Dialect, type ExpansionDtype } from "../form.js";
import { expandedManifest, type Expandable } from "../request.js";

/**
 * The `config.json` that stands beside a network's weights, as a library writes it: timm for `timm.create_model` with
 * `hf-hub:` or `local-dir:`, transformers for `ViTForImageClassification.from_pretrained`. Throws `invalid-request`
 * where that library's configuration cannot say what the network is.
 */
export function networkConfig(expandable: Expandable): Record<string, unknown> {
  checkForm(expandable);
  const { dialect = "timm", dtype = "float32" } = expandable;
  return configs[dialect](expandedManifest(expandable), dtype);
}

const configs: Readonly<
  Record<Dialect, (manifest: NetworkManifest, dtype: ExpansionDtype) => Record<string, unknown>>
> = { timm: timmConfig, transformers: transformersConfig };

/** LayerNorm's epsilon in timm's ViTs. Its `config.json` has no place for another. */
const TIMM_EPSILON = 1e-6;

/** A model that timm knows by name; every argument that tells ViTs apart is given with it. */
const TIMM_ARCHITECTURE = "vit_base_patch16_224";

function timmConfig({
  architecture,
  depth,
  preprocessing,
  labels,
  license,
}: NetworkManifest): Record<string, unknown> {
  const { config } = architecture;
  if (config.normEps !== TIMM_EPSILON) {
    throw new InputError(
      "invalid-request",
      `timm's config.json cannot say that LayerNorm's epsilon is ${config.normEps}; it is ${TIMM_EPSILON} there`,
      {
        field: "dialect",
        value: "timm",
        fix: "Build timm's VisionTransformer yourself, with norm_layer=partial(LayerNorm, eps=…).",
      },
    );
  }
  return {
    architecture: TIMM_ARCHITECTURE,
    num_classes: config.numClasses,
    num_features: config.embedDim,
    global_pool: config.globalPool,
    model_args: {
      img_size: config.imageSize,
      patch_size: config.patchSize,
      in_chans: config.inChans,
      embed_dim: config.embedDim,
      depth,
      num_heads: config.numHeads,
      mlp_ratio: config.mlpRatio,
      global_pool: config.globalPool,
      class_token: config.globalPool === "token",
      fc_norm: config.fcNorm,
    },
    pretrained_cfg: {
      input_size: [config.inChans, config.imageSize, config.imageSize],
      fixed_input_size: true,
      interpolation: preprocessing.interpolation,
      crop_pct: 1,
      crop_mode: "center",
      mean: preprocessing.mean,
      std: preprocessing.std,
      num_classes: config.numClasses,
      pool_size: null,
      first_conv: "patch_embed.proj",
      classifier: "head",
      custom_load: false,
      ...(license === undefined ? {} : { license: license.toLowerCase() }),
    },
    ...(labels === undefined ? {} : { label_names: labels }),
  };
}

function transformersConfig(
  { architecture, depth, labels }: NetworkManifest,
  dtype: ExpansionDtype,
): Record<string, unknown> {
  const { config } = architecture;
  const names = labels === undefined ? undefined : labels.map((label, i) => [String(i), label] as const);
  return {
    architectures: ["ViTForImageClassification"],
    model_type: "vit",
    image_size: config.imageSize,
    patch_size: config.patchSize,
    num_channels: config.inChans,
    hidden_size: config.embedDim,
    num_hidden_layers: depth,
    num_attention_heads: config.numHeads,
    intermediate_size: mlpWidth(config),
    hidden_act: "gelu",
    layer_norm_eps: config.normEps,
    qkv_bias: true,
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
    initializer_range: 0.02,
    // Of classes without names transformers makes LABEL_0, LABEL_1 and so on.
    ...(names === undefined
      ? { num_labels: config.numClasses }
      : {
          id2label: Object.fromEntries(names),
          label2id: Object.fromEntries(names.map(([id, label]) => [label, Number(id)])),
        }),
    torch_dtype: dtype,
  };
}
