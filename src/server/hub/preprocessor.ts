import type { Preprocessing } from "../../model/index.js";

/** Pillow's numbers of filters, as transformers writes them. */
const resamplings: Readonly<Record<Preprocessing["interpolation"], number>> = {
  nearest: 0,
  bilinear: 2,
  bicubic: 3,
};

/**
 * The `preprocessor_config.json` that transformers and Transformers.js make their image processor of.
 *
 * @param imageSize height and width, pixels
 */
export function preprocessorConfig(
  { mean, std, interpolation }: Preprocessing,
  imageSize: number,
): Record<string, unknown> {
  return {
    image_processor_type: "ViTImageProcessor",
    feature_extractor_type: "ViTFeatureExtractor",
    do_resize: true,
    size: { height: imageSize, width: imageSize },
    resample: resamplings[interpolation],
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  };
}
