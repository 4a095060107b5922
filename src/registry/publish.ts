import { learngeneVerifier, type Manifest } from "../formats/index.js";
import { InputError } from "../model/index.js";
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import type { BlobStore, StagedBlob } from "./blobs/store.js";
import {
  insertVersion,
  selectVersion,
  selectVisibility,
  shareBlob,
  type Version,
  type Visibility,
} from "./catalog/index.js";
import type { Database, Queryable } from "./database.js";
import { checkDigest, checkDigestSyntax } from "./expected-digest.js";
import { checkLearngeneName } from "./names.js";
import type { PublishOutcome, RegistryObserver } from "./observer.js";

type Verifier = ReturnType<typeof learngeneVerifier>;

/** A file to publish. */
export interface Publication {
  readonly owner: string;
  readonly name: string;
  /**
   * The learngene file's bytes; read to the end, unless it is refused before. A chunk is its giver's again once the
   * next is asked for.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** `sha256:…` that the bytes must have, if the sender said. */
  readonly expectedDigest?: string | undefined;
  /** Who sees the learngene if this publish makes it, default everybody; one that is there must be as visible. */
  readonly visibility?: Visibility | undefined;
}

/** What publishing came to. */
export interface Published {
  readonly version: Version;
  /** False if the learngene had these very bytes as a version already: then `version` is that one. */
  readonly created: boolean;
}

/** Where publications go. */
export interface PublishTarget {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly maxUploadBytes: number;
}

/**
 * Stage while verifying wholly, then, in one transaction, commit the blob and insert the row: a crash in between leaves
 * a blob that nothing refers to, and never a version without its bytes. Throws `invalid-name`, `body-too-large`,
 * `digest-mismatch`, `precondition-failed` for another visibility, `invalid-safetensors` or `invalid-learngene`, all with
 * nothing changed.
 */
export async function publish(
  target: PublishTarget,
  publication: Publication,
  actor: Actor,
): Promise<Published> {
  checkLearngeneName(publication.owner, publication.name);
  checkDigestSyntax(publication.expectedDigest);
  await checkVisibility(target.database, publication);
  const verifier = learngeneVerifier();
  const staged = await target.blobs.stage(watched(publication.body, verifier), target.maxUploadBytes);
  try {
    checkDigest(staged.digest, publication.expectedDigest);
    return (
      (await existingVersion(target.database, publication, staged.digest)) ??
      (await publishStaged(target, publication, staged, verified(verifier), actor))
    );
  } finally {
    await staged.abort();
  }
}

/** Tells the observer what a publication comes to, and passes it on. */
export async function reportPublish(
  observer: RegistryObserver | undefined,
  publication: Promise<Published>,
): Promise<Published> {
  try {
    const published = await publication;
    observer?.published(published.created ? "created" : "existing");
    return published;
  } catch (error) {
    observer?.published(failedOutcome(error));
    throw error;
  }
}

function failedOutcome(error: unknown): PublishOutcome {
  if (error instanceof InputError) {
    return "refused";
  }
  return error instanceof Error && "code" in error && isBrokenOff(error.code) ? "broken" : "failed";
}

/** Whether a body that is read as a stream ends so when its sender leaves. */
function isBrokenOff(code: unknown): boolean {
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

async function publishStaged(
  { database }: PublishTarget,
  publication: Publication,
  staged: StagedBlob,
  manifest: Manifest,
  actor: Actor,
): Promise<Published> {
  const { owner, name, visibility } = publication;
  const { digest, size } = staged;
  return database.transaction(async (tx) => {
    // Held until the row is there, so that no collector of garbage takes the blob in between: see collectGarbage.
    await shareBlob(tx, digest);
    await staged.commit();
    const number = await insertVersion(tx, { owner, name, digest, size, manifest, visibility });
    // Another publish may have made the name meanwhile.
    await checkVisibility(tx, publication);
    if (number !== undefined) {
      const detail = { version: number, digest, size };
      await insertAudit(tx, actor, { action: "version.publish", owner, name, detail });
    }
    // Without a number another publish of the same bytes came first; either way the digest now names the version.
    const existing = await existingVersion(tx, publication, digest);
    if (existing === undefined) {
      throw new Error(`${owner}/${name} lost ${digest} while it was published`);
    }
    return { ...existing, created: number !== undefined };
  });
}

/** What is meant to be private must not be published where everybody sees it; nor the other way round. */
async function checkVisibility(db: Queryable, { owner, name, visibility }: Publication): Promise<void> {
  const now = visibility && (await selectVisibility(db, owner, name));
  if (now !== undefined && now !== visibility) {
    throw new InputError("precondition-failed", `${owner}/${name} is ${now}, not ${visibility ?? ""}`, {
      field: "visibility",
      value: visibility,
      fix: "Publish under another name, or have an administrator change who sees this one.",
    });
  }
}

async function existingVersion(
  db: Queryable,
  { owner, name }: Publication,
  digest: string,
): Promise<Published | undefined> {
  const version = await selectVersion(db, owner, name, { kind: "digest", digest });
  return version && { version, created: false };
}

/** The same chunks, each seen by the verifier on its way. */
async function* watched(body: AsyncIterable<Uint8Array>, verifier: Verifier): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    verifier.write(chunk);
    yield chunk;
  }
}

function verified(verifier: Verifier): Manifest {
  const { manifest } = verifier.end();
  checkStorable(manifest);
  return manifest;
}

// PostgreSQL's text and jsonb hold every character but this one.
function checkStorable(manifest: Manifest): void {
  JSON.stringify(manifest, (key, value: unknown) => {
    if (key.includes("\0") || (typeof value === "string" && value.includes("\0"))) {
      throw new InputError("invalid-learngene", "the manifest holds a NUL character", {
        field: "learngene",
        fix: "Write the manifest without \\u0000.",
      });
    }
    return value;
  });
}
