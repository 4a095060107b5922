import { describe, expect, it } from "vitest";
import { isUnchanged, rangeApplies } from "../../../src/server/http/preconditions.js";

const lastModified = new Date("2026-03-04T05:06:07Z");
const file = { etag: '"a"', lastModified };
const undated = { etag: '"a"' };
const before = "Wed, 04 Mar 2026 05:06:06 GMT";
const same = "Wed, 04 Mar 2026 05:06:07 GMT";
const sameByAsctime = "Wed Mar  4 05:06:07 2026";
const after = "Wed, 04 Mar 2026 05:06:08 GMT";

describe("a file that the client has", () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '"b","a" , "c"', "*"])(
    "is unchanged by If-None-Match: %s",
    (given) => {
      expect(isUnchanged({ "if-none-match": given }, file)).toBe(true);
    },
  );

  it.each(['"b"', "a", '"aa"', ""])("is another by If-None-Match: %s", (given) => {
    expect(isUnchanged({ "if-none-match": given, "if-modified-since": after }, file)).toBe(false);
  });

  it.each([
    [before, false],
    [same, true],
    [sameByAsctime, true],
    [after, true],
    ["yesterday", false],
    ["2026-12-31", false],
  ])("by If-Modified-Since: %s is unchanged: %s", (given, unchanged) => {
    expect(isUnchanged({ "if-modified-since": given }, file)).toBe(unchanged);
    expect(isUnchanged({ "if-modified-since": given }, undated)).toBe(false);
  });
});

describe("a file that must be a certain one", () => {
  it.each(['"a"', '"b", "a"', "*"])("is it by If-Match: %s", (given) => {
    expect(isUnchanged({ "if-match": given, "if-unmodified-since": before }, file)).toBe(false);
  });

  it.each(['"b"', 'W/"a"', "a"])("is not by If-Match: %s, as weak tags name no bytes", (given) => {
    expect(() => isUnchanged({ "if-match": given }, file)).toThrow(/the file's ETag is "a", which If-Match/);
  });

  it("is not by an earlier If-Unmodified-Since, and by If-None-Match only after that", () => {
    expect(() => isUnchanged({ "if-unmodified-since": before, "if-none-match": '"a"' }, file)).toThrow(
      /If-Unmod/,
    );
    expect(isUnchanged({ "if-unmodified-since": same, "if-none-match": '"a"' }, file)).toBe(true);
    expect(isUnchanged({ "if-unmodified-since": before }, undated)).toBe(false);
  });
});

describe("a range", () => {
  it.each([
    [undefined, true],
    ['"a"', true],
    ['W/"a"', false],
    ['"b"', false],
    ['"b", "a"', false],
    [same, true],
    [after, false],
    ["nonsense", false],
  ])("with If-Range: %s applies: %s", (given, applies) => {
    expect(rangeApplies(given === undefined ? {} : { "if-range": given }, file)).toBe(applies);
  });

  it("does not apply by a date where there is none to compare", () => {
    expect(rangeApplies({ "if-range": "nonsense" }, undated)).toBe(false);
    expect(rangeApplies({ "if-range": same }, undated)).toBe(false);
  });
});
