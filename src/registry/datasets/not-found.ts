import { InputError } from "../../model/index.js";
import type { Queryable } from "../database.js";
import type { DatasetName } from "./dataset.js";
import { selectDatasetNames, selectFiles } from "./rows.js";

/** Entries named in a message before it says "and others". */
const SHOWN = 10;

/** `dataset-not-found`, naming what else its owner has that everybody may see; or the files, where one is missing. */
export async function datasetNotFound(
  db: Queryable,
  { owner, name, digest }: DatasetName,
): Promise<InputError> {
  const files = digest === undefined ? [] : await selectFiles(db, { owner, name });
  if (digest !== undefined && files.length > 0) {
    const has = some(files.map((file) => file.digest));
    return new InputError("dataset-not-found", `${owner}/${name} has no file ${digest}: it has ${has}`, {
      field: "digest",
      value: digest,
      fix: "Use one of its digests, or none for the file that was put last.",
    });
  }
  const names = await selectDatasetNames(db, owner, SHOWN + 1);
  const has = names.length === 0 ? `${owner} has no public data sets` : `${owner} has ${some(names)}`;
  return new InputError("dataset-not-found", `there is no data set ${owner}/${name}: ${has}`, {
    field: "name",
    value: `${owner}/${name}`,
    fix: "Check the name, or list the data sets to see what there is.",
  });
}

function some(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} and others` : names.join(", ");
}
