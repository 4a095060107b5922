/** Results that `evaluate` keeps with a version on a server. */
import { z } from "zod";
import { InputError, type Plan } from "../model/index.js";
import type { Result } from "../registry/index.js";
import type { NetworkWeights } from "../trainer/index.js";
import { readServer, readVersion, refusal, type NamedVersion } from "./options/index.js";
import { asking } from "./remote/index.js";

/** A version on a server. */
export interface Attachment {
  readonly version: NamedVersion;
  readonly server: { readonly url: string; readonly token?: string };
}

/** What the flags say. Throws `invalid-request` where no server is named. */
export function attachmentOf(text: string, server: string | undefined): Attachment {
  const version = readVersion(text);
  if (server === undefined || server === "") {
    throw refusal("--server", server ?? "nothing", "the http(s) address of the server to attach on");
  }
  return { version, server: readServer(server) };
}

const recipeSchema = z.object({ epochs: z.number(), seed: z.int().min(0) });

/**
 * What a result says of the network that was measured: one that a learngene was just expanded to, or one that was trained
 * and says how. Throws `invalid-request` for what says nothing of the kind.
 */
export function aboutNetwork(
  place: string,
  subject: { readonly onnx: Uint8Array } | { readonly network: NetworkWeights; readonly plan?: Plan },
): Pick<Result, "depth" | "layers" | "epochs" | "seeds"> {
  if ("network" in subject && subject.plan !== undefined) {
    // Nothing was drawn: an expansion copies.
    return { depth: subject.plan.depth, layers: subject.plan.layers, epochs: 0, seeds: [0] };
  }
  const manifest = "network" in subject ? subject.network.manifest : undefined;
  const recipe = recipeSchema.safeParse(manifest?.training?.recipe);
  if (manifest === undefined || !recipe.success) {
    throw new InputError("invalid-request", `${place} does not say how it was trained`, {
      field: "--attach",
      value: place,
      fix: "Measure a learngene's file, or the safetensors file that finetune wrote.",
    });
  }
  const { depth, origin } = manifest;
  return { depth, layers: origin?.layers, epochs: recipe.data.epochs, seeds: [recipe.data.seed] };
}

/** Attaches a result, and says so on standard error. Throws what the server's refusal comes to. */
export async function attachResult(
  { version: { owner, name, ref }, server }: Attachment,
  result: Result,
  signal: AbortSignal,
): Promise<void> {
  await asking({ ...server, signal }, ({ api }) =>
    api.POST("/v1/learngenes/{owner}/{name}/versions/{ref}/results", {
      params: { path: { owner, name, ref } },
      body: {
        ...result,
        layers: result.layers === undefined ? undefined : [...result.layers],
        seeds: [...result.seeds],
      },
      signal,
    }),
  );
  process.stderr.write(`attached to ${owner}/${name}@${ref}\n`);
}
