/** What clients send to publish. */
import { randomUUID } from "node:crypto";
import { learngeneFile } from "../support/api.js";
import { sha256 } from "./support.js";

/** A file longer than `maxInlineBytes` goes by Git LFS here, and one longer than `maxBasicBytes` in parts. */
export const limits = { maxInlineBytes: 6_500, maxBasicBytes: 8_000, lfsPartBytes: 3_000 };

/** What a learngene is published as. */
export const path = "learngene.safetensors";

/** A file that no version has, short enough for a commit. */
export const newFile = () => learngeneFile({ description: randomUUID() });

/** One that goes by Git LFS. */
export const newLargeFile = () => learngeneFile({ description: randomUUID().padEnd(1_500, "x") });

/** A line of a commit. */
export type Line = readonly [key: string, value: unknown];

/** The lines as they are sent. */
export const commitText = (lines: readonly Line[]) =>
  lines.map(([key, value]) => JSON.stringify({ key, value })).join("\n");

export const titled: Line = [
  "header",
  { summary: 'Upload "content":"x" with huggingface_hub', description: "" },
];

/** A file in a commit, in the order in which the Python client writes it: the path comes after the bytes. */
export const inline = (file: Buffer, named = path): Line => [
  "file",
  { content: file.toString("base64"), path: named, encoding: "base64" },
];

/** A file that was sent by Git LFS. */
export const large = (file: Buffer, size = file.byteLength): Line => [
  "lfsFile",
  { path, algo: "sha256", oid: sha256(file), size },
];
