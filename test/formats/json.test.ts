import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStrictJson } from "../../src/formats/json.js";

it("agrees with JSON.parse on every JSON text without faults", () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: "grapheme" }), (text) => {
      expect(parseStrictJson(text, { maxDepth: 100 })).toEqual(JSON.parse(text));
    }),
  );
});

it("takes the same key in different objects, and a key's text as a value", () => {
  const text = '{"a":{"a":["a","a"]},"b":[{"a":1},{"a":2}],"c\\"d":"a:"}';
  expect(parseStrictJson(text, { maxDepth: 4 })).toEqual(JSON.parse(text));
});

it("says where a key stands twice", () => {
  expect(() => parseStrictJson('{"x":{"y":[{"k":1, "k" : 2}]}}', { maxDepth: 9 })).toThrow(
    /the key "k" stands twice in "x.y"/,
  );
});

it("takes escaped pairs of surrogates and refuses half of one", () => {
  expect(parseStrictJson('"\\ud83d\\ude00"', { maxDepth: 1 })).toBe("😀");
  expect(() => parseStrictJson('["\\ude00"]', { maxDepth: 1 })).toThrow(/surrogate/);
});
