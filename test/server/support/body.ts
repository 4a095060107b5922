/** Reading what supertest leaves untyped. */
import type { Response } from "supertest";

/** A binary answer's bytes. */
export function bytesOf(response: Response): Buffer {
  const body: unknown = response.body;
  if (!Buffer.isBuffer(body)) {
    throw new Error("the body is not binary");
  }
  return body;
}

/** A property of a JSON answer. */
export function valueOf(response: Response, key: string): unknown {
  const body: unknown = response.body;
  return typeof body === "object" && body !== null ? new Map(Object.entries(body)).get(key) : undefined;
}
