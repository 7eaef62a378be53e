import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeForm, decodeJson } from "./bodies.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("what is written as JSON is read as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(JSON.stringify(decodeJson(bytes(JSON.stringify(value))))).toBe(JSON.stringify(value));
    }),
  );
});

test.each([
  ['{"subject": }', "Expecting value"],
  ['{"subject": "a",}', "Expecting value: line 1 column 17 (char 16)"],
  ['{"a": 1,\n "b": 2 x}', "Expecting value: line 2 column 9 (char 17)"],
  ['{"a": "position 5"', "Expecting value: line 1 column 19 (char 18)"],
  ['" at position 1 (line 1 column 1)', "Expecting value: line 1 column 34 (char 33)"],
  ["", "Expecting value: line 1 column 1 (char 0)"],
  ["NaN", "Expecting value"],
  ["[Infinity]", "Expecting value"],
  ["\ufeff{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"],
])("%j is refused with its place, where that is known", (text, reason) => {
  expect(() => decodeJson(bytes(text))).toThrow(new Error(`JSON parse error - ${reason}`));
});

test("bytes that are no UTF-8 are a parse error too", () => {
  expect(() => decodeJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/^JSON parse error - 'utf-8' codec/);
});

test("lists within lists are read 200 deep, and brackets in a text do not count", () => {
  const nested = (depth: number) => bytes("[".repeat(depth) + "]".repeat(depth));
  expect(decodeJson(nested(200))).toBeInstanceOf(Array);
  expect(() => decodeJson(nested(201))).toThrow("JSON parse error - The value is nested too deeply");
  const text = `${"[{".repeat(300)}\\"`;
  expect(decodeJson(bytes(JSON.stringify([text])))).toEqual([text]);
});

test("of a repeated name in a form the last counts, and no name is special", () => {
  const form = decodeForm(bytes("status=new&subject=Printer+jam%21&status=open&__proto__=x"));
  expect(Object.entries(form)).toEqual([
    ["status", "open"],
    ["subject", "Printer jam!"],
    ["__proto__", "x"],
  ]);
});
