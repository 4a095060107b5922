import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { networkConfig, type Expansion, type ExpansionFormat } from "../../expander/index.js";
import { InputError } from "../../model/index.js";
import { ANY_FILE } from "../http/negotiate.js";
import type { Planner } from "../planning/planner.js";
import { modelCard } from "./card.js";
import { preprocessorConfig } from "./preprocessor.js";
import type { Snapshot } from "./snapshots.js";

/** A file of a revision. */
export type RevisionFile = TextFile | ExpandedFile | StoredFile;

/** Written for the revision, and small: named by its git blob. */
export interface TextFile {
  readonly kind: "text";
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A file that the version is expanded to. */
export interface ExpandedFile {
  readonly kind: "expanded";
  readonly path: string;
  readonly format: ExpansionFormat;
  readonly expansion: Expansion;
}

/** The version's own file. */
export interface StoredFile {
  readonly kind: "stored";
  readonly path: string;
}

/** Where the learngene itself is, in revisions of a whole version, and what it is published as. */
export const PUBLISHED_PATH = "learngene.safetensors";

/** Revisions whose files are remembered: texts mostly, some kilobytes each. */
const REMEMBERED = 200;

/** The files of revisions. */
export class RevisionFiles {
  readonly #remembered = new LRUCache<string, readonly RevisionFile[]>({ max: REMEMBERED });

  constructor(private readonly planner: Planner) {}

  /** All files of a revision, by path. Reads no weights. */
  async list(snapshot: Snapshot): Promise<readonly RevisionFile[]> {
    const { version, expansion } = snapshot;
    const key = JSON.stringify([version.owner, version.name, version.digest, expansion]);
    const known = this.#remembered.get(key);
    if (known !== undefined) {
      return known;
    }
    const files = [
      textFile("README.md", "text/markdown; charset=utf-8", modelCard({ ...version, ...snapshot })),
      ...configFiles(snapshot),
      ...(expansion.layers === undefined ? [{ kind: "stored", path: PUBLISHED_PATH } as const] : []),
      expanded("model.safetensors", "safetensors", snapshot.weights),
      ...(await this.#onnx(snapshot)),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
    this.#remembered.set(key, files);
    return files;
  }

  /** The ONNX model, whose names no library reads; none of numbers that ONNX programs do not compute with. */
  async #onnx({ version, query }: Snapshot): Promise<ExpandedFile[]> {
    const asked = { ...query, dialect: undefined };
    try {
      const model = await this.planner.expansion(version, asked, "onnx");
      const files = [expanded("onnx/model.onnx", "onnx", model)];
      if (model.dataLength > 0) {
        const data = await this.planner.expansion(version, { ...asked, part: "data" }, "onnx");
        files.push(expanded(`onnx/${data.fileName}`, "onnx", data));
      }
      return files;
    } catch (error) {
      return noneIfImpossible(error);
    }
  }
}

function configFiles({ version, learngene, plan, query }: Snapshot): TextFile[] {
  const { preprocessing, architecture } = learngene.manifest;
  const preprocessor = preprocessorConfig(preprocessing, architecture.config.imageSize);
  const files = [jsonFile("preprocessor_config.json", preprocessor)];
  try {
    const { dialect, dtype } = query;
    const config = networkConfig({ digest: version.digest, learngene, plan, dialect, dtype });
    return [jsonFile("config.json", config), ...files];
  } catch (error) {
    return [...noneIfImpossible<TextFile>(error), ...files];
  }
}

/** A library's configuration or a format may have no way to say what a network is: then the file is not there. */
function noneIfImpossible<T>(error: unknown): T[] {
  if (error instanceof InputError) {
    return [];
  }
  throw error;
}

function expanded(path: string, format: ExpansionFormat, expansion: Expansion): ExpandedFile {
  return { kind: "expanded", path, format, expansion };
}

function jsonFile(path: string, value: unknown): TextFile {
  return textFile(path, "application/json", `${JSON.stringify(value, undefined, 2)}\n`);
}

function textFile(path: string, contentType: string, text: string): TextFile {
  return { kind: "text", path, contentType, bytes: Buffer.from(text) };
}

/** Bytes of a file. */
export function sizeOf(file: RevisionFile, { version }: Snapshot): number {
  switch (file.kind) {
    case "text":
      return file.bytes.byteLength;
    case "expanded":
      return file.expansion.length;
    case "stored":
      return version.size;
  }
}

/** The media type that a file is sent as. */
export function contentTypeOf(file: RevisionFile): string {
  return file.kind === "text" ? file.contentType : ANY_FILE;
}

/** The id that git gives to bytes, in hexadecimal digits. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}

/** What git has in the place of a large file: who it is. */
export function lfsPointer(sha256: string, size: number): Buffer {
  return Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`);
}
