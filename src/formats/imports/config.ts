import { z } from "zod";
import { InputError } from "../../model/index.js";
import { parseStrictJson } from "../json.js";

/** What a `config.json` of timm or transformers says that tensors do not. */
export interface ImportedConfig {
  readonly numHeads?: number;
  readonly normEps?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly interpolation?: "nearest" | "bilinear" | "bicubic";
  readonly labels?: readonly string[];
}

const interpolation = z.enum(["nearest", "bilinear", "bicubic"]).optional().catch(undefined);
const numbers = z.array(z.number()).optional();

const timmSchema = z.object({
  label_names: z.array(z.string()).optional(),
  model_args: z.object({ num_heads: z.int().optional() }).optional(),
  pretrained_cfg: z.object({ mean: numbers, std: numbers, interpolation }).optional(),
});

const transformersSchema = z.object({
  num_attention_heads: z.int(),
  layer_norm_eps: z.number().optional(),
  id2label: z.record(z.string(), z.string()).optional(),
});

/** Reads a `config.json`. Throws `invalid-config` for what is none of timm's or transformers'. */
export function parseConfig(text: string): ImportedConfig {
  const value = parsed(text);
  const transformers = transformersSchema.safeParse(value);
  if (transformers.success) {
    const { num_attention_heads: numHeads, layer_norm_eps: normEps, id2label } = transformers.data;
    return {
      numHeads,
      ...(normEps === undefined ? {} : { normEps }),
      ...(id2label === undefined ? {} : { labels: labelsOf(id2label) }),
    };
  }
  const timm = timmSchema.safeParse(value);
  if (!timm.success) {
    throw refused("it is neither timm's nor transformers'");
  }
  const { model_args: args, pretrained_cfg: cfg, label_names: labels } = timm.data;
  return {
    ...(args?.num_heads === undefined ? {} : { numHeads: args.num_heads }),
    ...(cfg?.mean === undefined ? {} : { mean: cfg.mean }),
    ...(cfg?.std === undefined ? {} : { std: cfg.std }),
    ...(cfg?.interpolation === undefined ? {} : { interpolation: cfg.interpolation }),
    ...(labels === undefined ? {} : { labels }),
  };
}

function parsed(text: string): unknown {
  try {
    return parseStrictJson(text, { maxDepth: 32 });
  } catch (cause) {
    throw refused("it is no well-formed JSON", cause);
  }
}

function labelsOf(id2label: Readonly<Record<string, string>>): string[] {
  return Object.entries(id2label)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label);
}

function refused(why: string, cause?: unknown): InputError {
  return new InputError("invalid-config", `the config.json cannot be used: ${why}`, {
    field: "config",
    fix: "Give the config.json that lies beside the weights.",
    cause,
  });
}
