import { readSafetensorsHeader, verifyNetwork, type RandomAccess } from "../../formats/index.js";
import { InputError } from "../../model/index.js";

/** What a model's file is: any ONNX classifier, or a network's safetensors file. */
export type ModelFormat = "onnx" | "safetensors";

/** Which model. */
export interface ModelName {
  readonly owner: string;
  /** `sha256:…` of its file. */
  readonly digest: string;
}

/** A file that jobs of its owner may name. */
export interface Model extends ModelName {
  /** In bytes. */
  readonly size: number;
  readonly format: ModelFormat;
  readonly createdAt: Date;
  /** When it was put, or a job named it, last. */
  readonly usedAt: Date;
}

/**
 * Says of what format a model's file is. A network is verified wholly; of ONNX only that it looks like it: ONNX Runtime
 * reads it where it cannot harm the server, in the process of a job. Throws `invalid-network`, `invalid-safetensors`,
 * `invalid-onnx`.
 */
export async function modelFormat(file: RandomAccess): Promise<ModelFormat> {
  const start = await file.read(0, Math.min(8, file.size));
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  // A safetensors file begins with the length of its header.
  if (start.byteLength === 8 && view.getBigUint64(0, true) <= BigInt(file.size - 8)) {
    await checkNetwork(file);
    return "safetensors";
  }
  if (!onnxStarts.has(start[0] ?? 0)) {
    throw new InputError(
      "invalid-onnx",
      "the file is neither an ONNX model nor a network's safetensors file",
      {
        fix: "Send a classifier of images as ONNX, or a file that learngene ancestor, finetune or import wrote.",
      },
    );
  }
  return "onnx";
}

/** First bytes of a message with a field of ModelProto first: 1, 5 as numbers; 2, 3, 4, 6, 7, 8, 14 as bytes. */
const onnxStarts = new Set([0x08, 0x28, 0x12, 0x1a, 0x22, 0x32, 0x3a, 0x42, 0x72]);

async function checkNetwork(file: RandomAccess): Promise<void> {
  const { metadata } = await readSafetensorsHeader(file);
  if (Object.hasOwn(metadata, "learngene")) {
    throw new InputError("invalid-network", "the file is a learngene, not a network", {
      fix: "Publish it; jobs name it as OWNER/NAME, with what it is to become.",
    });
  }
  if (!Object.hasOwn(metadata, "network")) {
    throw new InputError(
      "invalid-network",
      "the file bears no manifest, as files of timm and transformers do not",
      {
        fix: "Import it first: learngene import FILE --from timm --out network.safetensors.",
      },
    );
  }
  await verifyNetwork(file);
}
