import { InputError } from "../model/index.js";
import { selectLearngene, selectNames, type Learngene } from "./catalog/index.js";
import type { Queryable } from "./database.js";

/** Entries named in a message before it says "and others". */
const SHOWN = 10;

/** `learngene-not-found`, naming what else its owner has that everybody may see. */
export async function learngeneNotFound(db: Queryable, owner: string, name: string): Promise<InputError> {
  const names = await selectNames(db, owner, SHOWN + 1);
  const has = names.length === 0 ? `${owner} has no public learngenes` : `${owner} has ${some(names)}`;
  return new InputError("learngene-not-found", `there is no learngene ${owner}/${name}: ${has}`, {
    field: "name",
    value: `${owner}/${name}`,
    fix: "Check the name, or list the learngenes to see what there is.",
  });
}

/** `version-not-found` naming the versions and tags there are; `learngene-not-found` if there is no learngene. */
export async function versionNotFound(
  db: Queryable,
  owner: string,
  name: string,
  ref: string,
): Promise<InputError> {
  const learngene = await selectLearngene(db, owner, name);
  if (learngene === undefined) {
    return learngeneNotFound(db, owner, name);
  }
  const shown = ref.slice(0, 120);
  return new InputError(
    "version-not-found",
    `${owner}/${name} has no version ${shown}: it has ${versionsOf(learngene)}; ${tagsOf(learngene)}`,
    { field: "ref", value: shown, fix: "Use one of its version numbers, tags or digests." },
  );
}

/** `tag-not-found` naming the tags there are; `learngene-not-found` if there is no learngene. */
export async function tagNotFound(
  db: Queryable,
  owner: string,
  name: string,
  tag: string,
): Promise<InputError> {
  const learngene = await selectLearngene(db, owner, name);
  if (learngene === undefined) {
    return learngeneNotFound(db, owner, name);
  }
  return new InputError("tag-not-found", `${owner}/${name} has no tag ${tag}: ${tagsOf(learngene)}`, {
    field: "tag",
    value: tag,
    fix: "Use one of its tags; latest cannot be deleted.",
  });
}

function versionsOf({ versions, latest }: Learngene): string {
  return `${numbersOf(versions)}${latest === undefined ? ", yanked" : ""}`;
}

// Numbers may come to have gaps, where versions were deleted.
function numbersOf(versions: Learngene["versions"]): string {
  const numbers = versions.map(({ number }) => number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (first === last) {
    return `only version ${first}`;
  }
  return last - first + 1 === numbers.length
    ? `versions ${first} to ${last}`
    : `versions ${some(numbers.map(String))}`;
}

function tagsOf({ tags }: Learngene): string {
  return tags.length === 0 ? "it has no tags" : `its tags are ${some(tags.map(({ tag }) => tag))}`;
}

function some(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} and others` : names.join(", ");
}
