import fc from "fast-check";
import { expect, test } from "vitest";
import {
  codePoints,
  loneSurrogate,
  parseUuid,
  pythonRepr,
  pythonText,
  pythonType,
  strip,
  wholeNumber,
} from "./python-values.ts";

const id = "8d116ece-1738-47d9-bd9c-172411e20b8f";

test.each([
  id,
  id.toUpperCase(),
  id.replaceAll("-", ""),
  `{${id}}`,
  `urn:uuid:${id}`,
  `urn:uuid:{${id.toUpperCase()}}`,
])("%s is an ID", (text) => {
  expect(parseUuid(text)).toBe(id);
});

test.each(["", "abc", `${id}0`, id.slice(1), "g".repeat(32), "null", ` ${id}`, "-".repeat(50_000)])(
  "%j is not an ID",
  (text) => {
    expect(parseUuid(text)).toBeNull();
  },
);

test.each([
  [true, "True"],
  [null, "None"],
  [["general"], "['general']"],
  [{ a: 1 }, "{'a': 1}"],
  ["it's", `"it's"`],
  ['it\'s "so"', `'it\\'s "so"'`],
  ["a\\\n\x00\u200b\u{e0001}é🙂", "'a\\\\\\n\\x00\\u200b\\U000e0001é🙂'"],
  ["\ud800", "'\\ud800'"],
  [4.5, "4.5"],
  [0, "0"],
  [0.0001, "0.0001"],
  [0.000012, "1.2e-05"],
  [Number.POSITIVE_INFINITY, "inf"],
])("%j is printed as %s", (value, text) => {
  expect(pythonRepr(value)).toBe(text);
});

test("strip removes white space at both ends", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..." \t\n\x1c\x85\u00a0\u3000\ufeffa🙂") }), (text) => {
      const clean = strip(text);
      expect(text).toContain(clean);
      expect(strip(clean)).toBe(clean);
    }),
  );
  expect(strip("\u00a0\u2003 x\u2028")).toBe("\u00a0\u2003 x".trim());
  expect(strip("\ufeffx")).toBe("\ufeffx");
});

test("the length of a text counts characters, not surrogates", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(codePoints(text)).toBe([...text].length);
    }),
  );
});

test.each([
  [" 42\n", 42],
  ["+007", 7],
  ["-0", 0],
  ["1_000", 1000],
  ["１２", 12],
  ["๔๒", 42],
  ["𝟙𝟠", 18],
  ["", null],
  ["1__0", null],
  ["_1", null],
  ["1.0", null],
  ["1e3", null],
  ["+ 1", null],
  ["²", null],
  ["9".repeat(4301), null],
])("%j is the whole number %s", (text, number) => {
  expect(wholeNumber(text)).toBe(number);
});

test.each([
  [null, "NoneType"],
  ["a", "str"],
  [true, "bool"],
  [1, "int"],
  [1.5, "float"],
  [[], "list"],
  [{}, "dict"],
])("%j becomes %s", (value, type) => {
  expect(pythonType(value)).toBe(type);
});

test("a text is printed without quotes", () => {
  expect(["it's", ["it's"], null].map(pythonText)).toEqual(["it's", `["it's"]`, "None"]);
});

test.each([
  ["🙂", null],
  ["a\ud83d", "U+D83D"],
  ["\ude42🙂", "U+DE42"],
])("the half character in %j becomes %s", (text, half) => {
  expect(loneSurrogate(text)).toBe(half);
});
