import { InputError } from "../model/index.js";
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import { removeTag, selectTag, upsertTag, type Version } from "./catalog/index.js";
import { changeLearngene, type LearngeneName } from "./change.js";
import type { Database, Queryable } from "./database.js";
import { findLearngene, findVersion } from "./find.js";
import { checkNewTag, checkTag, LATEST } from "./names.js";
import { tagNotFound } from "./not-found.js";

/** Which tag. */
export interface TagName extends LearngeneName {
  readonly tag: string;
}

/** What the tag must stand on for a change to be made: any version, or one of these numbers. */
export type TagStand = "any" | readonly number[];

/** A change is made only if the tag stands on what `ifMatch` says, and on nothing that `ifNoneMatch` says. */
export interface TagConditions {
  readonly ifMatch?: TagStand | undefined;
  readonly ifNoneMatch?: TagStand | undefined;
}

/** The version that a tag, `latest` among them, stands on. Throws `tag-not-found`. */
export async function getTag(database: Database, name: TagName): Promise<Version> {
  if (name.tag !== LATEST) {
    checkTag(name.tag);
  }
  const { tags } = await findLearngene(database, name);
  const number = tags.find(({ tag }) => tag === name.tag)?.number;
  if (number === undefined) {
    throw await tagNotFound(database, name.owner, name.name, name.tag);
  }
  return findVersion(database, { ...name, ref: String(number) });
}

/** Puts a tag on the version that `ref` stands for, off any other; returns that version. Throws `precondition-failed`. */
export function setTag(
  database: Database,
  name: TagName,
  ref: string,
  conditions: TagConditions,
  actor: Actor,
): Promise<Version> {
  checkNewTag(name.tag);
  return changeLearngene(database, name, async (tx, id) => {
    const { number } = await findVersion(tx, { ...name, ref });
    await checkConditions(tx, id, name, conditions);
    await upsertTag(tx, id, name.tag, number);
    await audit(tx, actor, "tag.set", name, number);
    return findVersion(tx, { ...name, ref: String(number) });
  });
}

/** Takes a tag away. Throws `tag-not-found`, or `precondition-failed`. */
export function deleteTag(
  database: Database,
  name: TagName,
  conditions: TagConditions,
  actor: Actor,
): Promise<void> {
  checkTag(name.tag);
  return changeLearngene(database, name, async (tx, id) => {
    await checkConditions(tx, id, name, conditions);
    const number = await selectTag(tx, id, name.tag);
    if (number === undefined) {
      throw await tagNotFound(tx, name.owner, name.name, name.tag);
    }
    await removeTag(tx, id, name.tag);
    await audit(tx, actor, "tag.delete", name, number);
  });
}

function audit(
  tx: Queryable,
  actor: Actor,
  action: "tag.set" | "tag.delete",
  { owner, name, tag }: TagName,
  version: number,
): Promise<void> {
  return insertAudit(tx, actor, { action, owner, name, detail: { tag, version } });
}

async function checkConditions(
  tx: Queryable,
  id: string,
  { owner, name, tag }: TagName,
  { ifMatch, ifNoneMatch }: TagConditions,
): Promise<void> {
  const number = await selectTag(tx, id, tag);
  const [field, stand] =
    ifMatch !== undefined && !stands(number, ifMatch)
      ? ["If-Match", ifMatch]
      : ifNoneMatch !== undefined && stands(number, ifNoneMatch)
        ? ["If-None-Match", ifNoneMatch]
        : [];
  if (stand !== undefined) {
    const now = number === undefined ? `has no tag ${tag}` : `has the tag ${tag} on version ${number}`;
    throw new InputError("precondition-failed", `${owner}/${name} ${now}`, {
      field,
      value: stand === "any" ? "*" : stand.map((each) => `"${each}"`).join(", "),
      fix: "Get the tag again, and decide anew.",
    });
  }
}

function stands(number: number | undefined, stand: TagStand): boolean {
  return number !== undefined && (stand === "any" || stand.includes(number));
}
