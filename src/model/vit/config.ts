import { z } from "zod";

const positiveInteger = z.int().positive();

/**
 * A Vision Transformer without its depth: pre-norm blocks, exact GELU, biases on every linear layer and a
 * learned position embedding, as timm's `VisionTransformer` builds it.
 */
export const vitConfigSchema = z
  .strictObject({
    /** Height and width of the (square) input, pixels. timm: `img_size`. */
    imageSize: positiveInteger.max(4096),
    /** Height and width of a patch, pixels; divides `imageSize`. timm: `patch_size`. */
    patchSize: positiveInteger.max(4096),
    /** Input channels. timm: `in_chans`. */
    inChans: positiveInteger.max(64),
    /** Output classes. timm: `num_classes`. */
    numClasses: positiveInteger.max(1_000_000),
    /** Width of every token; a multiple of `numHeads`. timm: `embed_dim`. */
    embedDim: positiveInteger.max(65_536),
    /** Attention heads of every layer, the same in Aux-Net and Des-Net. timm: `num_heads`. */
    numHeads: positiveInteger.max(1024),
    /** Width of the MLP over `embedDim`. timm: `mlp_ratio`. */
    mlpRatio: z.number().positive().max(64),
    /** Mean over tokens (`avg`, no class token, as SWS) or a class token (`token`). timm: `global_pool`. */
    globalPool: z.enum(["avg", "token"]),
    /** Whether the last LayerNorm stands after pooling (`fc_norm`) or before it (`norm`). timm: `fc_norm`. */
    fcNorm: z.boolean(),
    /** Epsilon of every LayerNorm. timm's default is 1e-6. */
    normEps: z.number().positive().max(0.1),
  })
  .refine((c) => c.imageSize % c.patchSize === 0, {
    path: ["patchSize"],
    message: "must divide imageSize",
  })
  .refine((c) => c.embedDim % c.numHeads === 0, {
    path: ["numHeads"],
    message: "must divide embedDim",
  })
  .refine((c) => c.embedDim * c.mlpRatio >= 1, {
    path: ["mlpRatio"],
    message: "must leave the MLP at least one unit wide",
  });

export type VitConfig = z.infer<typeof vitConfigSchema>;

/** Hidden width of the MLP; timm truncates `embed_dim * mlp_ratio`. */
export function mlpWidth(config: Pick<VitConfig, "embedDim" | "mlpRatio">): number {
  return Math.trunc(config.embedDim * config.mlpRatio);
}

/** Patches of one image. */
export function patchCount(config: Pick<VitConfig, "imageSize" | "patchSize">): number {
  return (config.imageSize / config.patchSize) ** 2;
}

/** Tokens that the blocks see: the patches, and the class token where there is one. */
export function tokenCount(config: VitConfig): number {
  return patchCount(config) + (config.globalPool === "token" ? 1 : 0);
}
