/** Learngenes to ask for as Hub clients do. */
import { createHash } from "node:crypto";
import type { Response } from "supertest";
import type { Registry, Visibility } from "../../../src/registry/index.js";
import { theProgram } from "../../../src/registry/index.js";
import type { Manifest } from "../../../src/formats/index.js";
import { bytesSource } from "../../support/sources.js";
import { learngeneFile } from "../support/api.js";
import { bytesOf } from "../support/body.js";

/** What makes a network that transformers can load: a class token, and the last norm before it is read. */
export function classTokenManifest(base: Manifest): Pick<Manifest, "architecture"> {
  const { family, config } = base.architecture;
  return { architecture: { family, config: { ...config, globalPool: "token", fcNorm: false } } };
}

/** Publishes a file; gives its bytes. */
export async function publishFile(
  registry: Registry,
  owner: string,
  name: string,
  changes: Partial<Manifest> = {},
  visibility?: Visibility,
): Promise<Buffer> {
  const file = learngeneFile(changes);
  const body = bytesSource(file).stream(0, file.byteLength);
  await registry.publish({ owner, name, body, visibility }, theProgram);
  return file;
}

/** A JSON answer. */
export function bodyOf(response: Response): unknown {
  return response.body;
}

/** An answer's header; the word `undefined` if it is not there. */
export function headerOf(response: Response, name: string): string {
  return String((response.headers as Record<string, unknown>)[name.toLowerCase()]);
}

/** For supertest's `parse`: a body as bytes, whatever its type. */
export function binary(res: Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  // What it is by then.
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    done(null, Buffer.concat(chunks));
  });
}

/** A file's JSON. */
export function jsonOf(response: Response): unknown {
  return JSON.parse(bytesOf(response).toString());
}

export interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly oid: string;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
  readonly lastCommit?: { readonly id: string };
}

/** SHA-256 in hexadecimal digits. */
export const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A blob's id, as git reckons it. */
export const gitId = (bytes: Buffer) =>
  createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
