import { z } from "zod";
import { InputError } from "../model/index.js";

// A NUL would reach the database, whose text cannot hold it.
const part = z.string().refine((text) => !text.includes("\0"));
const shape = z.tuple([part, part]);

/** The last item of a page, as text that means nothing to its user. */
export function encodeCursor(owner: string, name: string): string {
  return Buffer.from(JSON.stringify([owner, name])).toString("base64url");
}

/** Reads {@link encodeCursor}'s text; throws `invalid-request` for any other. */
export function decodeCursor(cursor: string): [owner: string, name: string] {
  const [owner, name] = parse(cursor);
  if (owner === undefined || name === undefined || encodeCursor(owner, name) !== cursor) {
    throw new InputError("invalid-request", "the cursor is not one that this registry gave out", {
      field: "cursor",
      value: cursor.slice(0, 120),
      fix: "Pass on nextCursor of the page before as it is, or none to start again.",
    });
  }
  return [owner, name];
}

function parse(cursor: string): string[] {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    return [];
  }
}

/** The place in a list of that kind which {@link encodeCursor} wrote; throws `invalid-request` for any other text. */
export function decodePlace(kind: string, cursor: string, isPlace: (text: string) => boolean): string {
  const [given, id] = decodeCursor(cursor);
  if (given !== kind || !isPlace(id)) {
    throw new InputError("invalid-request", "the cursor is not one that this list gave out", {
      field: "cursor",
      value: cursor.slice(0, 120),
      fix: "Pass on nextCursor of the page before as it is, or none to start again.",
    });
  }
  return id;
}
