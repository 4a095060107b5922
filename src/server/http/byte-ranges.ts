import parseRange from "range-parser";
import type { ByteRange } from "../../expander/index.js";
import { HttpFault } from "../errors/fault.js";

/** The most ranges of one request. Whoever resumes a download or reads a header needs one or two. */
export const MAX_RANGES = 32;

const one = /^(\d+)-(\d*)$|^-(\d+)$/;

/**
 * The ranges that a `Range` header asks for of a file of `size` bytes, in the order asked, those that overlap or touch
 * made one. `undefined` where the header is to be ignored: it is absent, malformed, or of another unit (RFC 9110, section
 * 14.2). Throws `range-not-satisfiable` if none of them is in the file, or if they are over {@link MAX_RANGES}.
 */
export function requestedRanges(header: string | undefined, size: number): readonly ByteRange[] | undefined {
  const [, list] = /^bytes=([0-9, \t-]*)$/i.exec(header ?? "") ?? [];
  if (list === undefined) {
    return undefined;
  }
  const ranges = list
    .split(",")
    .map((part) => part.trim())
    // Lists may have empty elements.
    .filter((part) => part !== "");
  if (ranges.length === 0 || !ranges.every(isSound)) {
    return undefined;
  }
  if (ranges.length > MAX_RANGES) {
    throw refused(
      size,
      `${ranges.length} ranges are over the limit of ${MAX_RANGES}`,
      `Ask for at most ${MAX_RANGES}.`,
    );
  }
  const parsed = parseRange(size, `bytes=${ranges.map((range) => clampSuffix(range, size)).join()}`, {
    combine: true,
  });
  if (!Array.isArray(parsed)) {
    throw refused(
      size,
      `no byte asked for is in the ${size} of the file`,
      `Ask for bytes from 0 to ${size - 1}.`,
    );
  }
  return parsed.map(({ start, end }) => ({ start, end: end + 1 }));
}

function isSound(range: string): boolean {
  const [, first, last] = one.exec(range) ?? [];
  return (
    one.test(range) &&
    !(first !== undefined && last !== undefined && last !== "" && Number(first) > Number(last))
  );
}

// A suffix longer than the file is the whole file, which the library does not know.
function clampSuffix(range: string, size: number): string {
  return range.startsWith("-") ? `-${Math.min(Number(range.slice(1)), size)}` : range;
}

function refused(size: number, detail: string, fix: string): HttpFault {
  return new HttpFault("range-not-satisfiable", detail, {
    field: "Range",
    fix,
    headers: { "Content-Range": `bytes */${size}` },
  });
}
