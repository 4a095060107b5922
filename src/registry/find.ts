import { selectLearngene, selectVersion, type Learngene, type Version } from "./catalog/index.js";
import type { LearngeneName, VersionName } from "./change.js";
import type { Queryable } from "./database.js";
import { checkLearngeneName, parseRef } from "./names.js";
import { learngeneNotFound, versionNotFound } from "./not-found.js";

/** A learngene with all its versions, yanked ones among them. Throws `invalid-name` or `learngene-not-found`. */
export async function findLearngene(db: Queryable, { owner, name }: LearngeneName): Promise<Learngene> {
  checkLearngeneName(owner, name);
  const learngene = await selectLearngene(db, owner, name);
  if (learngene === undefined) {
    throw await learngeneNotFound(db, owner, name);
  }
  return learngene;
}

/** The version that a ref stands for now. Throws `invalid-name`, `learngene-not-found` or `version-not-found`. */
export async function findVersion(db: Queryable, { owner, name, ref }: VersionName): Promise<Version> {
  checkLearngeneName(owner, name);
  const version = await selectVersion(db, owner, name, parseRef(ref));
  if (version === undefined) {
    throw await versionNotFound(db, owner, name, ref);
  }
  return version;
}
