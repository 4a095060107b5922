import { InputError } from "../model/index.js";
import type { Expandable } from "./request.js";

/** Types of the numbers that an expansion's file can hold. */
export const expansionDtypes = ["float32", "float16", "bfloat16"] as const;

export type ExpansionDtype = (typeof expansionDtypes)[number];

/** Whose names an expansion's tensors can bear. */
export const dialects = ["timm", "transformers"] as const;

export type Dialect = (typeof dialects)[number];

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

/** Throws `invalid-request` for what of a form no writer makes yet. */
export function checkForm({ dtype, dialect, numClasses, imageSize }: ExpansionForm): void {
  const refused = Object.entries({
    dtype: dtype === "float32" ? undefined : dtype,
    dialect: dialect === "timm" ? undefined : dialect,
    numClasses,
    imageSize,
  }).find(([, value]) => value !== undefined);
  if (refused !== undefined) {
    const [field, value] = refused;
    throw new InputError("invalid-request", `${field}=${value ?? ""} is not to be had yet`, {
      field,
      value: value ?? "",
      fix: `Leave ${field} out.`,
    });
  }
}
