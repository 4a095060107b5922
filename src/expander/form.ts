import { InputError, type Architecture } from "../model/index.js";
import type { Expandable } from "./request.js";

/** Types of the numbers that an expansion's file can hold. */
export const expansionDtypes = ["float32", "float16", "bfloat16"] as const;

export type ExpansionDtype = (typeof expansionDtypes)[number];

/** Whose names an expansion's tensors can bear. */
export const dialects = ["timm", "transformers"] as const;

export type Dialect = (typeof dialects)[number];

/** Files that a network can come in, where one cannot hold it. */
export type ExpansionPart = "model" | "data";

/** In what form a network is wanted, its plan and file format aside. What is left out is as the learngene has it. */
export interface ExpansionForm {
  /** Default: `float32`. */
  readonly dtype?: ExpansionDtype | undefined;
  /** Default: `timm`. Of safetensors files. */
  readonly dialect?: Dialect | undefined;
  /** Classes of a fresh head that takes the place of the learngene's own, even where they are as many. */
  readonly numClasses?: number | undefined;
  /** Height and width of the images, pixels. */
  readonly imageSize?: number | undefined;
  /** What a fresh head is drawn from. Default: 0. */
  readonly seed?: number | undefined;
  /** Which file, of an ONNX model that needs two: the model, or the weights it refers to. Default: `model`. */
  readonly part?: ExpansionPart | undefined;
}

/**
 * What of a form tells its bytes from those of another: what changes nothing, such as the learngene's own image size,
 * is left out, and defaults are filled in.
 */
export function formIdentity({
  learngene,
  dtype = "float32",
  dialect = "timm",
  numClasses,
  imageSize,
  seed = 0,
}: Pick<Expandable, "learngene" | keyof ExpansionForm>): readonly (string | number | null)[] {
  const { config } = learngene.manifest.architecture;
  return [
    dtype,
    dialect,
    ...(numClasses === undefined ? [null, null] : [numClasses, seed]),
    imageSize === undefined || imageSize === config.imageSize ? null : imageSize,
  ];
}

/** The architecture of the network that comes out: the learngene's, but for its classes and its images' size. */
export function expandedArchitecture({
  learngene,
  numClasses,
  imageSize,
}: Pick<Expandable, "learngene" | "numClasses" | "imageSize">): Architecture {
  const { architecture } = learngene.manifest;
  const { config } = architecture;
  return {
    ...architecture,
    config: {
      ...config,
      numClasses: numClasses ?? config.numClasses,
      imageSize: imageSize ?? config.imageSize,
    },
  };
}

/** Throws `invalid-request` for a form that the learngene cannot be had in, whatever the file's format. */
export function checkForm({ learngene, imageSize, dialect }: Expandable): void {
  const { patchSize, globalPool, fcNorm } = learngene.manifest.architecture.config;
  if (imageSize !== undefined && imageSize % patchSize !== 0) {
    const [below, above] = [Math.floor(imageSize / patchSize), Math.ceil(imageSize / patchSize)];
    const sizes = [below, above].filter((side) => side > 0).map((side) => side * patchSize);
    throw new InputError(
      "invalid-request",
      `images of ${imageSize} pixels cannot be cut into patches of ${patchSize}`,
      {
        field: "imageSize",
        value: imageSize,
        fix: `Ask for a multiple of ${patchSize}: ${sizes.join(" or ")}.`,
      },
    );
  }
  if (dialect === "transformers" && (globalPool !== "token" || fcNorm)) {
    const why = globalPool === "token" ? "a norm after pooling" : "mean pooling";
    throw new InputError(
      "invalid-request",
      `transformers' ViTForImageClassification reads a class token's output after the last norm; this learngene has ${why}`,
      { field: "dialect", value: dialect, fix: "Ask for dialect=timm." },
    );
  }
}
