/** What becomes of versions after they are published. Numbers that were given are never given again. */
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import { clearLearngene, removeVersion, updateYank, type Version } from "./catalog/index.js";
import { changeLearngene, type LearngeneName, type VersionName } from "./change.js";
import { checkText } from "./check-text.js";
import type { Database } from "./database.js";
import { findVersion } from "./find.js";
import { LATEST } from "./names.js";

/** Longest reason for a yank, in characters. */
export const MAX_REASON = 500;

/**
 * Yanks a version: `latest` and lists pass it over from now on; by number, tag or digest it is still there. One that
 * is yanked already gets the new reason. Throws `invalid-request` for a reason that is too long.
 */
export function yank(database: Database, id: VersionName, reason: string, actor: Actor): Promise<Version> {
  checkText("reason", reason, MAX_REASON);
  return setYank(database, id, reason, actor);
}

/** Takes a yank back; does nothing to a version that is not yanked. */
export function unyank(database: Database, id: VersionName, actor: Actor): Promise<Version> {
  return setYank(database, id, null, actor);
}

function setYank(
  database: Database,
  name: VersionName,
  reason: string | null,
  actor: Actor,
): Promise<Version> {
  return changeLearngene(database, name, async (tx, id) => {
    const version = await findVersion(tx, name);
    if ((version.yanked?.reason ?? null) === reason) {
      return version;
    }
    const { owner, number } = version;
    await updateYank(tx, id, number, reason);
    await insertAudit(tx, actor, {
      action: reason === null ? "version.unyank" : "version.yank",
      owner,
      name: version.name,
      detail: { version: number, ...(reason === null ? {} : { reason }) },
    });
    return findVersion(tx, { owner, name: version.name, ref: String(number) });
  });
}

/** Deletes a version and the tags on it; its bytes are garbage unless another version has them. */
export function deleteVersion(database: Database, name: VersionName, actor: Actor): Promise<void> {
  return changeLearngene(database, name, async (tx, id) => {
    const { number, digest, tags } = await findVersion(tx, name);
    await removeVersion(tx, id, number);
    await insertAudit(tx, actor, {
      action: "version.delete",
      owner: name.owner,
      name: name.name,
      detail: { version: number, digest, tags: tags.filter((tag) => tag !== LATEST).join(" ") },
    });
  });
}

/**
 * Deletes a learngene: every version and tag, and what was written of it. Should the name be published to again, its
 * numbers go on from where they were, and it is as visible as it was: what was private does not come back public.
 */
export function deleteLearngene(database: Database, name: LearngeneName, actor: Actor): Promise<void> {
  return changeLearngene(database, name, async (tx, id) => {
    await clearLearngene(tx, id);
    await insertAudit(tx, actor, { action: "learngene.delete", owner: name.owner, name: name.name });
  });
}
