import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeForm } from "./form-bodies.ts";
import { decodeJson, jsonGuard } from "./json-bodies.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("JSON is parsed unchanged", () => {
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
])("%j is refused with the position, if it is known", (text, reason) => {
  expect(() => decodeJson(bytes(text))).toThrow(new Error(`JSON parse error - ${reason}`));
});

test("bytes that are not UTF-8 are a parse error", () => {
  expect(() => decodeJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/^JSON parse error - 'utf-8' codec/);
});

describe("the guard of a JSON body", () => {
  const guard = (text: string, cut = text.length) => {
    const take = jsonGuard();
    take(bytes(text.slice(0, cut)));
    take(bytes(text.slice(cut)));
  };

  test("allows lists nested 200 deep, and ignores brackets in strings", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(() => guard(nested(200))).not.toThrow();
    expect(() => guard(nested(201), 150)).toThrow(/nested too deeply/);
    const text = JSON.stringify([`${"[{,".repeat(100_000)}\\"`]);
    for (const cut of [0, 5, text.length - 4, text.length - 3, text.length - 2]) guard(text, cut);
  });

  test.each([
    ["lists", `[${"[],".repeat(250_000)}0]`],
    ["numbers", `[${"0,".repeat(250_000)}0]`],
    ["keys", `{${Array.from({ length: 250_000 }, (_, i) => `"${i}":0`).join(",")}}`],
  ])("refuses more than 200,000 values as %s", (_, text) => {
    expect(() => guard(text, 1000)).toThrow("at most 200000");
  });
});

test("a form has at most 1,000 fields", () => {
  expect(Object.keys(decodeForm(bytes(Array.from({ length: 1000 }, (_, i) => `f${i}=`).join("&"))))).toHaveLength(1000);
  for (const form of ["a&".repeat(500_000), "a=1&".repeat(1000)])
    expect(() => decodeForm(bytes(form))).toThrow("at most 1000");
});

test("the last value of a repeated name counts in a form, and no name is special", () => {
  const form = decodeForm(bytes("status=new&subject=Printer+jam%21&status=open&__proto__=x"));
  expect(Object.entries(form)).toEqual([
    ["status", "open"],
    ["subject", "Printer jam!"],
    ["__proto__", "x"],
  ]);
});
