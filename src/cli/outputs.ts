import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { writeNetwork } from "../formats/index.js";
import { InputError } from "../model/index.js";
import { exportOnnx, type NetworkWeights } from "../trainer/index.js";
import { systemReason } from "./reading.js";
import { writeResult } from "./result-file.js";

/** How a network becomes a file, by the ending of the file's name. */
const networkWriters: Readonly<Record<string, (network: NetworkWeights) => Uint8Array>> = {
  ".safetensors": ({ manifest, tensors }) => writeNetwork(manifest, tensors),
  ".onnx": exportOnnx,
};

/** Endings of the files that networks are written to. */
export const networkEndings = Object.keys(networkWriters);

/**
 * Checks, before any work, that files can be written: that results have names that end as they should, and that they
 * and the JSON lines, where those are wanted in a file, lie in directories that can be written to. Throws
 * `invalid-request`, `file-not-found`.
 */
export async function checkOutputs(
  out: readonly string[],
  endings: readonly string[],
  jsonl: string | undefined,
): Promise<void> {
  for (const path of out) {
    if (!endings.includes(extname(path))) {
      throw new InputError("invalid-request", `--out ${path} must end in ${endings.join(" or ")}`, {
        field: "--out",
        value: path,
      });
    }
    await checkWritable(path, "--out");
  }
  if (jsonl !== undefined && jsonl !== "-") {
    await checkWritable(jsonl, "--jsonl");
  }
}

/** Writes a network in the format that the file's name ends in. */
export async function writeNetworkFile(path: string, network: NetworkWeights): Promise<void> {
  const write = networkWriters[extname(path)];
  if (write === undefined) {
    throw new Error(`no format for ${path}`);
  }
  await writeResult(path, write(network));
}

async function checkWritable(path: string, flag: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) {
    throw notWritable(path, flag, "it is a directory");
  }
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw notWritable(path, flag, `${dirname(path)}: ${systemReason(cause)}`, cause);
  }
}

function notWritable(path: string, flag: string, why: string, cause?: unknown): InputError {
  return new InputError("file-not-found", `${flag} ${path} cannot be written (${why})`, {
    field: flag,
    value: path,
    fix: "Name a file in a directory that exists and can be written to.",
    cause,
  });
}
