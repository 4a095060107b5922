import { sha256 } from "@noble/hashes/sha2.js";

/** A SHA-256 in the making. Node's `createHash("sha256")` is one, some times as fast as the default. */
export interface Sha256 {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Not `crypto.subtle`, which takes a whole file at once, and is missing where a page came by plain HTTP. */
export function newSha256(): Sha256 {
  return sha256.create();
}

/** `sha256:` and hexadecimal digits, as the registry names files. */
export function asDigest(hash: Uint8Array): string {
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** As `Content-Digest` and `Repr-Digest` are written (RFC 9530). */
export function asDigestField(hash: Uint8Array): string {
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

/** The SHA-256 that a `Repr-Digest` announces, as {@link asDigest} writes it. */
export function digestOfField(field: string | null): string | undefined {
  const base64 = /sha-256=:([A-Za-z0-9+/]{43}=):/.exec(field ?? "")?.[1];
  return base64 === undefined
    ? undefined
    : asDigest(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
