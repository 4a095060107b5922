import type { z } from "zod";
import { InputError, validated, type ErrorCode } from "../../model/index.js";
import { parseStrictJson } from "../json.js";
import { MAX_MANIFEST_BYTES, MAX_MANIFEST_DEPTH } from "../safetensors/limits.js";

/** One kind of weights file: where its manifest stands and how its faults are called. */
export interface WeightsKind<S extends z.ZodType> {
  /** Key of the manifest in `__metadata__`. */
  readonly key: string;
  /** In words, with its article. */
  readonly title: string;
  readonly schema: S;
  /** Code of the errors about its contents. */
  readonly code: ErrorCode;
}

/** Reads and validates a file's manifest. Throws the kind's code, the path of the fault in `field`. */
export function readManifest<S extends z.ZodType>(
  kind: WeightsKind<S>,
  metadata: Readonly<Record<string, string>>,
): z.output<S> {
  const text = Object.hasOwn(metadata, kind.key) ? metadata[kind.key] : undefined;
  if (text === undefined) {
    throw new InputError(
      kind.code,
      `this is not ${kind.title}: its __metadata__ has no "${kind.key}" entry`,
      {
        field: kind.key,
        fix: `Send ${kind.title}, as \`learngene\` writes it.`,
      },
    );
  }
  checkLength(kind, text);
  return validated(kind.schema, parseText(kind, text), kind.code, kind.key);
}

/** The metadata of a file with this manifest. Throws the kind's code if its own reader would refuse it. */
export function manifestMetadata<S extends z.ZodType>(
  kind: WeightsKind<S>,
  manifest: z.output<S>,
): Record<string, string> {
  // Validated again for the schema's order of keys: equal manifests make equal bytes.
  const text = JSON.stringify(validated(kind.schema, manifest, kind.code, kind.key));
  checkLength(kind, text);
  return { format: "pt", [kind.key]: text };
}

function parseText<S extends z.ZodType>(kind: WeightsKind<S>, text: string): unknown {
  try {
    return parseStrictJson(text, { maxDepth: MAX_MANIFEST_DEPTH });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 200) : "";
    throw new InputError(kind.code, `the manifest is not well-formed JSON: ${why}`, {
      field: kind.key,
      cause,
    });
  }
}

function checkLength<S extends z.ZodType>(kind: WeightsKind<S>, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MANIFEST_BYTES) {
    throw new InputError(
      kind.code,
      `the manifest has ${bytes} bytes, over the limit of ${MAX_MANIFEST_BYTES}`,
      {
        field: kind.key,
        fix: "Shorten its labels or its description.",
      },
    );
  }
}
