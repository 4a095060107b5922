import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { bytesAccess, readLearngeneTensors, readNetworkTensors } from "../formats/index.js";
import { InputError } from "../model/index.js";
import type { Ancestor } from "./teacher-model.js";
import type { LearngeneWeights } from "./network-weights.js";

/** A network file, verified, with the digest of its bytes. Throws `file-not-found`, `invalid-network`. */
export async function readNetworkFile(path: string): Promise<Ancestor> {
  const bytes = await readBytes(path);
  const { manifest, tensors } = await readNetworkTensors(bytesAccess(bytes));
  return { manifest, tensors, digest: digestOf(bytes) };
}

/** A learngene file, verified, with the digest of its bytes. Throws `file-not-found`, `invalid-learngene`. */
export async function readLearngeneFile(path: string): Promise<LearngeneWeights> {
  const bytes = await readBytes(path);
  const { manifest, tensors } = await readLearngeneTensors(bytesAccess(bytes));
  return { manifest, tensors, digest: digestOf(bytes) };
}

/** `sha256:` and the hash of a file's bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw new InputError("file-not-found", `${path} cannot be read (${reason})`, { value: path, cause });
  }
}
