import type { Response } from "express";
import type { Version } from "../registry/index.js";

/** Most of a reason that goes into a header: what it does not hold is in the version's JSON. */
const SHOWN = 200;

/** To be called wherever an answer serves a version: warns whoever gets a yanked one. */
export function warnIfYanked(res: Response, { owner, name, number, yanked }: Version): void {
  if (yanked === undefined) {
    return;
  }
  const reason = yanked.reason === "" ? "" : `; ${headerText(yanked.reason)}`;
  res.set("Warning", `299 - "version ${number} of ${owner}/${name} is yanked${reason}"`);
}

/** What a quoted string of a header can hold of a text: printable ASCII but for its quote and its escape. */
function headerText(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  return shown.replaceAll(/[^ -~]+/g, "?").replaceAll(/["\\]/g, "'");
}
