import type { IncomingHttpHeaders } from "node:http";
import { isInnerList, parseDictionary, type Dictionary } from "structured-headers";
import { InputError } from "../model/index.js";

/** Headers that announce a digest, as they are called. RFC 9530's, and RFC 3230's older `Digest`. */
export type DigestHeader = "Content-Digest" | "Repr-Digest" | "Digest";

/**
 * The SHA-256 that the headers named announce, as `sha256:…`; `undefined` where none does. Digests by other
 * algorithms are ignored, as RFC 9530 has it. Throws `invalid-request` for a header that cannot be read, or where two
 * announce different digests.
 */
export function announcedDigest(
  headers: IncomingHttpHeaders,
  names: readonly DigestHeader[],
): string | undefined {
  const announced = names.flatMap((name) => {
    const text = headers[name.toLowerCase()];
    // Node joins repeated ones by commas, which is how both kinds of header are continued.
    return typeof text === "string" ? digestsIn(name, text).map((digest) => ({ name, digest })) : [];
  });
  const [first, ...others] = announced;
  const other = others.find(({ digest }) => digest !== first?.digest);
  if (first !== undefined && other !== undefined) {
    throw new InputError("invalid-request", `${first.name} and ${other.name} announce different digests`, {
      field: other.name,
      value: other.digest,
      fix: "Send one of them, or the same digest in each.",
    });
  }
  return first?.digest;
}

function digestsIn(name: DigestHeader, text: string): string[] {
  return name === "Digest" ? inDigest(text) : inDictionary(name, text);
}

function inDictionary(name: DigestHeader, text: string): string[] {
  const entry = dictionary(name, text).get("sha-256");
  if (entry === undefined) {
    return [];
  }
  const value: unknown = isInnerList(entry) ? undefined : entry[0];
  if (!(value instanceof ArrayBuffer) || value.byteLength !== SHA256_BYTES) {
    throw unreadable(name, text, "its sha-256 is not 32 bytes in base64 between colons");
  }
  return [digestOf(Buffer.from(value))];
}

function dictionary(name: DigestHeader, text: string): Dictionary {
  try {
    return parseDictionary(text);
  } catch (cause) {
    throw unreadable(name, text, "it is no dictionary of algorithms and digests", cause);
  }
}

function inDigest(text: string): string[] {
  return text.split(",").flatMap((item) => {
    const [, algorithm = "", value = ""] = /^\s*([A-Za-z0-9-]+)=(\S+)\s*$/.exec(item) ?? [];
    if (algorithm === "") {
      throw unreadable("Digest", text, "it is no list of algorithm=digest");
    }
    if (algorithm.toLowerCase() !== "sha-256") {
      return [];
    }
    if (!/^[A-Za-z0-9+/]{43}=$/.test(value)) {
      throw unreadable("Digest", text, "its SHA-256 is not 32 bytes in base64");
    }
    return [digestOf(Buffer.from(value, "base64"))];
  });
}

const SHA256_BYTES = 32;

function digestOf(bytes: Buffer): string {
  return `sha256:${bytes.toString("hex")}`;
}

function unreadable(name: DigestHeader, text: string, why: string, cause?: unknown): InputError {
  const example = `${"0".repeat(43)}=`;
  return new InputError("invalid-request", `${name} cannot be read: ${why}`, {
    field: name,
    value: text.slice(0, 100),
    fix:
      name === "Digest"
        ? `Write SHA-256=${example} with the file's digest in base64.`
        : `Write sha-256=:${example}: with the file's digest in base64.`,
    cause,
  });
}
