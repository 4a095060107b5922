import { InputError } from "../model/index.js";
import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import { updateDetails, type DetailsChange, type Learngene } from "./catalog/index.js";
import { changeLearngene, type LearngeneName } from "./change.js";
import { checkText } from "./check-text.js";
import type { Database } from "./database.js";
import { findLearngene } from "./find.js";

/** Longest of what may be written of a learngene, in characters. */
export const MAX_DESCRIPTION = 1000;
export const MAX_LICENSE = 100;
export const MAX_CARD = 100_000;

/**
 * Writes what is given of a learngene, leaves the rest, and gives the learngene; null has description and licence
 * follow the newest version again. Throws `invalid-request` for text that is too long, or an empty licence.
 */
export function changeDetails(
  database: Database,
  name: LearngeneName,
  change: DetailsChange,
  actor: Actor,
): Promise<Learngene> {
  checkText("description", change.description, MAX_DESCRIPTION);
  checkText("license", change.license, MAX_LICENSE);
  checkText("card", change.card, MAX_CARD);
  if (change.license === "") {
    throw new InputError("invalid-request", "the license is empty", {
      field: "license",
      fix: "Write an SPDX identifier, or null for the newest version's.",
    });
  }
  return changeLearngene(database, name, async (tx, id) => {
    await updateDetails(tx, id, change);
    await insertAudit(tx, actor, {
      action: "learngene.update",
      owner: name.owner,
      name: name.name,
      detail: auditedChange(change),
    });
    return findLearngene(tx, name);
  });
}

/** What was written; of a card only its length, which may be long. */
function auditedChange({
  card,
  description,
  license,
  visibility,
}: DetailsChange): Record<string, string | number | null> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(license === undefined ? {} : { license }),
    ...(card === undefined ? {} : { cardLength: card.length }),
    ...(visibility === undefined ? {} : { visibility }),
  };
}
