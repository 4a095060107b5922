import { InputError } from "../../model/index.js";
import { checkDigestSyntax } from "../expected-digest.js";
import { checkLearngeneName } from "../names.js";
import type { DatasetName } from "./dataset.js";

/** Reads `owner/name` or `owner/name@sha256:…`. Throws `invalid-request`, `invalid-name`. */
export function parseDatasetRef(text: string): DatasetName {
  const [, owner, name, digest] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) {
    throw new InputError("invalid-request", `${JSON.stringify(text.slice(0, 100))} names no data set`, {
      field: "dataset",
      value: text.slice(0, 100),
      fix: "Give OWNER/NAME, or OWNER/NAME@sha256:… for one of its files.",
    });
  }
  checkLearngeneName(owner, name);
  checkDigestSyntax(digest);
  return { owner, name, digest };
}
