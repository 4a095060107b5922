import { createHmac, timingSafeEqual } from "node:crypto";
import type { LargeObject, ObjectPart } from "../../registry/index.js";

/** What an address is good for: putting one part of an object, or saying that all are there. */
export interface SignedAddress {
  readonly object: LargeObject;
  /** `undefined` for the address that says so. */
  readonly part: ObjectPart | undefined;
}

/** How long an address is good for: a large part over a slow line, and its repetitions. */
const LASTS_MILLISECONDS = 24 * 3600 * 1000;

/** Where an address says what it is for, in the query. */
interface Fields {
  readonly size: number;
  readonly partBytes: number;
  readonly start?: number | undefined;
  readonly length?: number | undefined;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/**
 * The path, with its query, of an address that needs no token: clients send none there. Whoever has it may do what it is for
 * until it expires, and nothing else.
 */
export function signedPath(key: Buffer, { object, part }: SignedAddress, now = Date.now()): string {
  const { owner, name, digest, size, partBytes } = object;
  const fields: Fields = { size, partBytes, ...part, expires: now + LASTS_MILLISECONDS };
  const oid = digest.replace("sha256:", "");
  const query = new URLSearchParams(
    Object.entries(fields).map(([field, value]): [string, string] => [field, String(value)]),
  );
  query.set("signature", signature(key, owner, name, oid, fields));
  return `/api/lfs/${owner}/${name}/${oid}?${query.toString()}`;
}

/** What an address is good for; `undefined` if it was not made here, or is not good any more. */
export function readSigned(
  key: Buffer,
  { owner, name, oid }: { readonly owner: string; readonly name: string; readonly oid: string },
  query: URLSearchParams,
  now = Date.now(),
): SignedAddress | undefined {
  const number = (field: string) => {
    const text = query.get(field);
    return text === null || !/^\d{1,16}$/.test(text) ? undefined : Number(text);
  };
  const [size, partBytes, start, length, expires] = ["size", "partBytes", "start", "length", "expires"].map(
    number,
  );
  if (size === undefined || partBytes === undefined || expires === undefined || expires < now) {
    return undefined;
  }
  const expected = signature(key, owner, name, oid, { size, partBytes, start, length, expires });
  if (!isSame(expected, query.get("signature") ?? "")) {
    return undefined;
  }
  const part = start === undefined || length === undefined ? undefined : { start, length };
  return { object: { owner, name, digest: `sha256:${oid}`, size, partBytes }, part };
}

function signature(key: Buffer, owner: string, name: string, oid: string, fields: Fields): string {
  const { size, partBytes, start = null, length = null, expires } = fields;
  const signed = JSON.stringify(["lfs", owner, name, oid, size, partBytes, start, length, expires]);
  return createHmac("sha256", key).update(signed).digest("hex");
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
