import { InputError } from "../model/index.js";
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import { insertLearngene, selectLearngene, selectVisibility, type Visibility } from "./catalog/index.js";
import type { LearngeneName } from "./change.js";
import type { Database } from "./database.js";
import { checkLearngeneName } from "./names.js";

/**
 * Says who is to see a learngene that is not there yet, by its first version. Gives whether there is one already. Throws
 * `invalid-name`, and `precondition-failed` if the name was given to be seen by others.
 */
export async function reserveLearngene(
  database: Database,
  { owner, name }: LearngeneName,
  visibility: Visibility | undefined,
  actor: Actor,
): Promise<{ exists: boolean }> {
  checkLearngeneName(owner, name);
  return database.transaction(async (tx) => {
    if ((await selectLearngene(tx, owner, name)) !== undefined) {
      return { exists: true };
    }
    if (await insertLearngene(tx, owner, name, visibility ?? "public")) {
      const detail = { visibility: visibility ?? "public" };
      await insertAudit(tx, actor, { action: "learngene.create", owner, name, detail });
    }
    const now = await selectVisibility(tx, owner, name);
    if (visibility !== undefined && now !== visibility) {
      throw new InputError(
        "precondition-failed",
        `${owner}/${name} is ${now ?? "unknown"}, not ${visibility}`,
        {
          field: "visibility",
          value: visibility,
          fix: "Choose another name, or have an administrator change who sees this one.",
        },
      );
    }
    return { exists: false };
  });
}
