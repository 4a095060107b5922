import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { writeExpansion, type Expansion } from "../../expander/index.js";
import { UnavailableError, type Registry, type Version } from "../../registry/index.js";
import { HttpFault } from "../errors/fault.js";
import { gitBlobId, type RevisionFile } from "./files.js";
import type { Snapshot } from "./snapshots.js";

/** What a file is known by to Hub clients. */
export type FileId =
  /** SHA-1 of a small file, as git reckons it. */
  | { readonly kind: "git"; readonly id: string }
  /** SHA-256 of a large one. */
  | { readonly kind: "sha256"; readonly id: string };

/** Digests that are kept in memory. */
const REMEMBERED = 10_000;

/** Files that are read for their digest at once: a core each. */
const AT_ONCE = 2;

/** Files that may wait for that. */
const WAITING = 64;

/** How long a request waits for a digest: Hub clients give up after 10 seconds. */
const PATIENCE_MILLISECONDS = 8_000;

/** After how many seconds whoever was sent away is to ask again. */
const RETRY_AFTER = 2;

/**
 * The ids of files. That of an expansion is the SHA-256 of its bytes, for which all of them are made once, at over a gigabyte
 * a second; from then on the catalog remembers it.
 */
export class FileIds {
  readonly #remembered = new LRUCache<string, string>({ max: REMEMBERED });
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(
    private readonly registry: Registry,
    private readonly patience = PATIENCE_MILLISECONDS,
  ) {}

  /** The id of a file. Throws `unavailable` where finding it takes longer than clients wait: it is then found meanwhile. */
  async of(file: RevisionFile, { version }: Pick<Snapshot, "version">): Promise<FileId> {
    switch (file.kind) {
      case "text":
        return { kind: "git", id: gitBlobId(file.bytes) };
      case "stored":
        return { kind: "sha256", id: version.digest.replace("sha256:", "") };
      case "expanded":
        return { kind: "sha256", id: await this.#sha256(version, file.expansion) };
    }
  }

  async #sha256(version: Version, expansion: Expansion): Promise<string> {
    const identity = expansion.etag.replaceAll('"', "");
    const known = this.#remembered.get(identity) ?? (await this.registry.hub.fileSha256(identity));
    if (known !== undefined) {
      this.#remembered.set(identity, known);
      return known;
    }
    return this.#patiently(this.#underWay.get(identity) ?? this.#start(identity, version, expansion));
  }

  #start(identity: string, version: Version, expansion: Expansion): Promise<string> {
    if (this.#waiting.length >= WAITING) {
      throw notYet("too many files wait to be read for their digests");
    }
    const found = this.#find(identity, version, expansion).finally(() => {
      this.#underWay.delete(identity);
    });
    // Whoever asked may have been sent away by the time it fails.
    found.catch(() => undefined);
    this.#underWay.set(identity, found);
    return found;
  }

  async #find(identity: string, version: Version, expansion: Expansion): Promise<string> {
    const leave = await this.#enter();
    try {
      const sha256 = await hashExpansion(this.registry, version, expansion);
      await this.registry.hub.rememberFile(identity, version.digest, sha256);
      this.#remembered.set(identity, sha256);
      return sha256;
    } finally {
      leave();
    }
  }

  async #enter(): Promise<() => void> {
    if (this.#reading >= AT_ONCE) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#reading++;
    }
    return () => {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#reading--;
      } else {
        next();
      }
    };
  }

  async #patiently(found: Promise<string>): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(notYet("the file is still being read for its digest"));
      }, this.patience);
    });
    try {
      return await Promise.race([found, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function notYet(detail: string): HttpFault {
  return new HttpFault("unavailable", detail, { headers: { "Retry-After": String(RETRY_AFTER) } });
}

/** The SHA-256 of an expansion, which is read once, never faster than others have their turns. */
async function hashExpansion(registry: Registry, version: Version, expansion: Expansion): Promise<string> {
  const hash = createHash("sha256");
  const source = registry.lendFile(version);
  try {
    await writeExpansion(
      expansion.segments,
      source,
      async (pieces) => {
        for (const piece of pieces) hash.update(piece);
        await turn();
      },
      new AbortController().signal,
    );
  } catch (error) {
    throw error instanceof UnavailableError
      ? error
      : new Error(`the stored file ${version.digest} could not be read for a digest`, { cause: error });
  } finally {
    source.close();
  }
  return hash.digest("hex");
}
