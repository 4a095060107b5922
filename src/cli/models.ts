import { extname } from "node:path";
import {
  bytesAccess,
  readLearngeneTensors,
  readNetworkTensors,
  readSafetensorsHeader,
  type Manifest,
} from "../formats/index.js";
import { InputError, type Plan } from "../model/index.js";
import {
  descend,
  digestOf,
  type Ancestor,
  type LearngeneWeights,
  type TeacherModel,
} from "../trainer/index.js";
import { readBytes } from "./reading.js";
import { download, isUrl } from "./download.js";

/** What a file or a URL turned out to hold, verified; an ONNX model only once it is opened. */
export type LoadedModel =
  | { readonly kind: "learngene"; readonly weights: LearngeneWeights }
  | { readonly kind: "network"; readonly weights: Ancestor }
  | { readonly kind: "onnx"; readonly bytes: Uint8Array };

/**
 * Reads a model from a file or an http(s) URL. Throws `file-not-found`, `invalid-safetensors`, `invalid-learngene`,
 * `invalid-network`, each naming the place.
 */
export async function loadModel(place: string, signal: AbortSignal): Promise<LoadedModel> {
  const bytes = isUrl(place) ? await download(place, signal) : await readBytes(place, signal);
  if (!looksLikeSafetensors(place, bytes)) {
    return { kind: "onnx", bytes };
  }
  return naming(place, readWeights(bytes));
}

/** A model that teaches: a network, or any ONNX classifier. Throws `invalid-network` for a learngene without a plan. */
export async function loadTeacher(
  flag: string,
  place: string,
  signal: AbortSignal,
  planFor?: (manifest: Manifest) => Plan,
): Promise<TeacherModel> {
  const model = await loadModel(place, signal);
  switch (model.kind) {
    case "network":
      return model.weights;
    case "onnx":
      return { onnx: model.bytes, digest: digestOf(model.bytes) };
    case "learngene":
      if (planFor !== undefined) {
        return { ...descend(model.weights, planFor(model.weights.manifest)), digest: model.weights.digest };
      }
      throw new InputError("invalid-network", `${place} is a learngene, not a network`, {
        field: flag,
        value: place,
        fix: "Give a network's safetensors file, as `learngene ancestor` writes it, or an ONNX classifier.",
      });
  }
}

/** By the name's ending; where that says nothing, by the length that a safetensors file begins with. */
function looksLikeSafetensors(place: string, bytes: Uint8Array): boolean {
  const ending = isUrl(place) ? "" : extname(place);
  if (ending === ".safetensors" || ending === ".onnx") {
    return ending === ".safetensors";
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.byteLength >= 8 && view.getBigUint64(0, true) <= BigInt(bytes.byteLength - 8);
}

async function readWeights(bytes: Uint8Array): Promise<LoadedModel> {
  const source = bytesAccess(bytes);
  const { metadata } = await readSafetensorsHeader(source);
  const digest = digestOf(bytes);
  if (Object.hasOwn(metadata, "learngene")) {
    const { manifest, tensors } = await readLearngeneTensors(source);
    return { kind: "learngene", weights: { manifest, tensors, digest } };
  }
  if (!Object.hasOwn(metadata, "network")) {
    throw new InputError(
      "invalid-network",
      "it bears no manifest, as files of timm and transformers do not",
      {
        fix: "Import it first: learngene import FILE --from timm --out network.safetensors.",
      },
    );
  }
  const { manifest, tensors } = await readNetworkTensors(source);
  return { kind: "network", weights: { manifest, tensors, digest } };
}

/** The same result; an `InputError` says which file or URL it is about. */
export async function naming<T>(place: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof InputError ? inPlace(place, error) : error;
  }
}

function inPlace(place: string, cause: InputError): InputError {
  const { code, message, field, value, fix } = cause;
  return new InputError(code, `${place}: ${message}`, {
    ...(field === undefined ? {} : { field }),
    ...(value === undefined ? {} : { value }),
    ...(fix === undefined ? {} : { fix }),
    cause,
  });
}
