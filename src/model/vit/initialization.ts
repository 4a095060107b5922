import type { VitConfig } from "./config.js";

/** How a tensor's elements are drawn before training. */
export type Initialization =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly std: number }
  | { readonly kind: "truncatedNormal"; readonly std: number }
  /** Between `-bound` and `bound`. */
  | { readonly kind: "uniform"; readonly bound: number };

/**
 * timm's initialization of a VisionTransformer (`init_weights_vit_timm`): truncated normal of 0.02 for linear
 * weights and position embeddings, and PyTorch's default for the patch embedding, a convolution.
 *
 * @param name a tensor's name, of a network or a learngene
 */
export function vitInitialization(config: VitConfig, name: string): Initialization {
  if (name.startsWith("patch_embed.proj.")) {
    return { kind: "uniform", bound: 1 / Math.sqrt(config.inChans * config.patchSize ** 2) };
  }
  if (name === "cls_token") {
    return { kind: "normal", std: 1e-6 };
  }
  if (name.endsWith("bias")) {
    return { kind: "constant", value: 0 };
  }
  if (/norm\d?\.weight$/.test(name)) {
    // What the linear rule adds from layer to layer begins at nothing, as its authors have it.
    return { kind: "constant", value: name.startsWith("slope.") ? 0 : 1 };
  }
  return { kind: "truncatedNormal", std: 0.02 };
}
