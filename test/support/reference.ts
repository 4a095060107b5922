/** Vectors that PyTorch and timm computed: test/fixtures/reference, made by scripts/reference. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { vitConfigSchema, type Architecture } from "../../src/model/index.js";
import { naiveSafetensors } from "./files.js";

const aboutSchema = z.looseObject({ config: vitConfigSchema.optional(), depth: z.int().optional() });

/** What one of the scripts wrote. */
export interface Reference {
  /** Settings that the script used, beside `config` and `depth`. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** Throws where there is none. */
  tensor(name: string): Float32Array;
  /** Tensors whose names start with `prefix.`, without it. */
  under(prefix: string): Map<string, Float32Array>;
}

export function readReference(name: string): Reference {
  const path = new URL(`../fixtures/reference/${name}.safetensors`, import.meta.url);
  const { metadata, tensors } = naiveSafetensors(readFileSync(path));
  return {
    about: aboutSchema.parse(JSON.parse(metadata["reference"] ?? "{}")),
    tensors,
    tensor(key) {
      const data = tensors.get(key);
      if (data === undefined) {
        throw new Error(`${name} has no tensor ${key}`);
      }
      return data;
    },
    under(prefix) {
      const start = `${prefix}.`;
      return new Map(
        [...tensors].flatMap(([key, data]) =>
          key.startsWith(start) ? [[key.slice(start.length), data] as const] : [],
        ),
      );
    },
  };
}

/** The network that a reference is of. */
export function referenceNetwork({ about }: Reference): { architecture: Architecture; depth: number } {
  const { config, depth } = aboutSchema.required().parse(about);
  return { architecture: { family: "vit", config }, depth };
}
