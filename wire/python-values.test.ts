import fc from "fast-check";
import { expect, test } from "vitest";
import { codePoints, parseUuid, pythonRepr, strip } from "./python-values.ts";

const id = "8d116ece-1738-47d9-bd9c-172411e20b8f";

test.each([id, id.toUpperCase(), id.replaceAll("-", ""), `{${id}}`, `urn:uuid:${id}`])("%s is an id", (text) => {
  expect(parseUuid(text)).toBe(id);
});

test.each(["", "abc", `${id}0`, id.slice(1), "g".repeat(32), "null"])("%j is no id", (text) => {
  expect(parseUuid(text)).toBeNull();
});

test.each([
  [true, "True"],
  [null, "None"],
  [["general"], "['general']"],
  [{ a: 1 }, "{'a': 1}"],
  ["it's", `"it's"`],
  [4.5, "4.5"],
])("%j is printed as %s", (value, text) => {
  expect(pythonRepr(value)).toBe(text);
});

test("what strip takes off is white space, and nothing is left of it at the ends", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const clean = strip(text);
      expect(text).toContain(clean);
      expect(strip(clean)).toBe(clean);
    }),
  );
  expect(strip("\u00a0\u2003 x\u2028")).toBe("\u00a0\u2003 x".trim());
  expect(strip("\ufeffx")).toBe("\ufeffx");
});

test("a text is as long as it has characters, not halves of them", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(codePoints(text)).toBe([...text].length);
    }),
  );
});
