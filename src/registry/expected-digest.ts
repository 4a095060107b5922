import { InputError } from "../model/index.js";
import { isDigest } from "./names.js";

/** Throws `invalid-request` for a digest, announced by a sender, that cannot be one. */
export function checkDigestSyntax(digest: string | undefined): void {
  if (digest !== undefined && !isDigest(digest)) {
    throw new InputError("invalid-request", `${JSON.stringify(digest.slice(0, 120))} is no digest`, {
      field: "digest",
      value: digest.slice(0, 120),
      fix: "Write sha256: and 64 lower-case hexadecimal digits.",
    });
  }
}

/** Throws `digest-mismatch` where other bytes came than their sender announced. */
export function checkDigest(actual: string, expected: string | undefined): void {
  if (expected !== undefined && expected !== actual) {
    throw new InputError("digest-mismatch", `the bytes received have the digest ${actual}, not ${expected}`, {
      field: "digest",
      value: expected,
      fix: "Send the file again; if it happens twice, check the file against its digest.",
    });
  }
}
