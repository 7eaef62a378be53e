import { expect, test } from "vitest";
import { firstNameOf } from "./first-names.ts";

test.each([
  ["Ploy Srisai", "ploy@harbour.example", "Ploy"],
  ["Ploy", "ploy@harbour.example", "Ploy"],
  [" Ploy ", null, "Ploy"],
  ["accounts@baan.example", "accounts@baan.example", null],
  ["accounts@baan.example", null, null],
  ["noname", "noname@baan.example", null],
  ["", "noname@baan.example", null],
  [null, null, null],
])("the first name of %j with the address %j is %j", (name, email, expected) => {
  expect(firstNameOf(name, email)).toBe(expected);
});
