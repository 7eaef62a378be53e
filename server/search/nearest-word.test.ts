import { expect, test } from "vitest";
import { isOneEditApart, nearestWord } from "./nearest-word.ts";

test.each([
  ["soud", "sound", true],
  ["sonud", "sound", true],
  ["sounds", "sound", true],
  ["sount", "sound", true],
  ["sound", "sound", false],
  ["snoud", "sound", false],
  ["hello", "help", false],
])("%s and %s are one edit apart: %s", (a, b, isApart) => {
  expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([isApart, isApart]);
});

const KNOWN = [
  { word: "invoice", n: 3 },
  { word: "hobby", n: 2 },
  { word: "lobby", n: 5 },
];
test.each([
  ["invioce", "invoice"],
  ["invoicee", "invoice"],
  ["mobby", "lobby"],
  ["nolby", null],
  ["invoice", null],
])("the word nearest to %j is %j", (word, nearest) => {
  expect(nearestWord(word, KNOWN)).toBe(nearest);
});
