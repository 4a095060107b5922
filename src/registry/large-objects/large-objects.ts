import { createHash } from "node:crypto";
import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { PartNotFoundError, type BlobStore } from "../blobs/store.js";
import type { Publication, Published } from "../publish.js";

/** A file to come, known by its digest before it does. */
export interface LargeObject {
  /** The learngene that it may become a version of. Nobody can make a version of what came for another. */
  readonly owner: string;
  readonly name: string;
  /** `sha256:…` */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes of each part but the last. */
  readonly partBytes: number;
}

/** Where a part lies in its file, in bytes. */
export interface ObjectPart {
  readonly start: number;
  readonly length: number;
}

/** What large objects are kept in, and where they go. */
export interface LargeObjectsTarget {
  readonly blobs: BlobStore;
  readonly publish: (publication: Publication, actor: Actor) => Promise<Published>;
}

/** The parts of an object, in order. */
export function partsOf({ size, partBytes }: Pick<LargeObject, "size" | "partBytes">): ObjectPart[] {
  return Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => ({
    start: i * partBytes,
    length: Math.min(partBytes, size - i * partBytes),
  }));
}

/**
 * Files on their way by Git LFS: their parts lie in the blob store, under a name that is made of what they are parts of, so
 * that nothing else need be remembered. What nobody publishes within a day is garbage.
 */
export class LargeObjects {
  constructor(private readonly target: LargeObjectsTarget) {}

  /**
   * Takes in one part, whole or not at all; again takes the place of what came before. Gives its SHA-256 in hexadecimal
   * digits. Throws `invalid-request` for another length, and `digest-mismatch` where the part is the whole object and is not
   * what it was to be.
   */
  async putPart(
    object: LargeObject,
    { start, length }: ObjectPart,
    body: AsyncIterable<Uint8Array>,
  ): Promise<string> {
    const hash = createHash("sha256");
    const isWhole = length === object.size;
    let digest = "";
    const checked = async function* (): AsyncGenerator<Uint8Array> {
      let came = 0;
      for await (const chunk of body) {
        came += chunk.byteLength;
        hash.update(chunk);
        yield chunk;
      }
      if (came !== length) {
        throw wrongLength(came, length);
      }
      digest = hash.digest("hex");
      if (isWhole && `sha256:${digest}` !== object.digest) {
        throw wrongDigest(`sha256:${digest}`, object.digest);
      }
    };
    await this.target.blobs.stagePart(idOf(object), start, checked(), length);
    return digest;
  }

  /** Whether all parts are here, each as long as it is to be. */
  async isComplete(object: LargeObject): Promise<boolean> {
    for (const { start, length } of partsOf(object)) {
      if ((await this.#lengthOf(object, start)) !== length) {
        return false;
      }
    }
    return true;
  }

  /** Publishes what came as a version. Throws `invalid-request` if not all of it did, and what publishing throws. */
  async publish(object: LargeObject, actor: Actor): Promise<Published> {
    const { owner, name, digest } = object;
    if (!(await this.isComplete(object))) {
      throw new InputError("invalid-request", `the file ${digest} was not uploaded`, {
        field: "oid",
        value: digest,
        fix: "Ask for where to put it, put all of it there, and commit again.",
      });
    }
    const body = this.#bytes(object);
    const published = await this.target.publish({ owner, name, body, expectedDigest: digest }, actor);
    // What cannot be deleted now is nobody's, and the collector of garbage finds it.
    await this.target.blobs.deleteParts(idOf(object)).catch(() => undefined);
    return published;
  }

  async #lengthOf(object: LargeObject, start: number): Promise<number | undefined> {
    try {
      const part = await this.target.blobs.openPart(idOf(object), start);
      await part.close();
      return part.size;
    } catch (error) {
      if (error instanceof PartNotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  async *#bytes(object: LargeObject): AsyncGenerator<Uint8Array> {
    for (const { start, length } of partsOf(object)) {
      const part = await this.target.blobs.openPart(idOf(object), start);
      try {
        yield* part.stream(0, length);
      } finally {
        await part.close();
      }
    }
  }
}

/** No UUID, as uploads have: what has no row is garbage after a day. */
function idOf({ owner, name, digest, size, partBytes }: LargeObject): string {
  const identity = JSON.stringify([owner, name, digest, size, partBytes]);
  return `lfs-${createHash("sha256").update(identity).digest("hex").slice(0, 40)}`;
}

function wrongLength(came: number, length: number): InputError {
  return new InputError("invalid-request", `${came} bytes came where ${length} were announced`, {
    field: "Content-Length",
    value: came,
    fix: "Send the part again, whole.",
  });
}

function wrongDigest(digest: string, expected: string): InputError {
  return new InputError("digest-mismatch", `the bytes received have the digest ${digest}, not ${expected}`, {
    field: "oid",
    value: expected,
    fix: "Send the file that has the digest which was announced.",
  });
}
