import { lockLearngene } from "./catalog/index.js";
import type { Database, Queryable } from "./database.js";
import { checkLearngeneName } from "./names.js";
import { learngeneNotFound } from "./not-found.js";

/** Which learngene. */
export interface LearngeneName {
  readonly owner: string;
  readonly name: string;
}

/** Which version: `ref` is `number | tag | sha256:…`. */
export interface VersionName extends LearngeneName {
  readonly ref: string;
}

/**
 * Runs `run` in a transaction that holds the learngene's row, so that what changes one learngene comes one after the
 * other, and each sees what the one before did. Throws `invalid-name` or `learngene-not-found`.
 */
export function changeLearngene<T>(
  database: Database,
  { owner, name }: LearngeneName,
  run: (tx: Queryable, id: string) => Promise<T>,
): Promise<T> {
  checkLearngeneName(owner, name);
  return database.transaction(async (tx) => {
    const id = await lockLearngene(tx, owner, name);
    if (id === undefined) {
      throw await learngeneNotFound(tx, owner, name);
    }
    return run(tx, id);
  });
}
