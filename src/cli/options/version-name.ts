import { InputError } from "../../model/index.js";

/** A version by its learngene's name and its number, tag or digest. */
export interface NamedVersion {
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
}

/** Reads `OWNER/NAME` or `OWNER/NAME@VERSION`, or the latter alone. Throws `invalid-request`. */
export function readVersion(text: string, { explicit = false } = {}): NamedVersion {
  const [, owner, name, ref = "latest"] = /^([^/@]+)\/([^/@]+)(?:@([^@]+))?$/.exec(text) ?? [];
  if (explicit && !text.includes("@")) {
    throw new InputError("invalid-request", `${JSON.stringify(text.slice(0, 100))} names no version`, {
      value: text.slice(0, 100),
      fix: "Give OWNER/NAME@VERSION.",
    });
  }
  if (owner === undefined || name === undefined) {
    throw new InputError("invalid-request", `${JSON.stringify(text.slice(0, 100))} names no learngene`, {
      value: text.slice(0, 100),
      fix: "Give OWNER/NAME, or OWNER/NAME@VERSION.",
    });
  }
  return { owner, name, ref };
}

/** Reads `OWNER/NAME` alone. Throws `invalid-request`. */
export function readLearngene(text: string): { owner: string; name: string } {
  const { owner, name } = readVersion(text);
  if (text.includes("@")) {
    throw new InputError("invalid-request", `${JSON.stringify(text.slice(0, 100))} names a version`, {
      value: text.slice(0, 100),
      fix: `Give ${owner}/${name}.`,
    });
  }
  return { owner, name };
}
