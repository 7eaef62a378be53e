import { expect, test } from "vitest";
import { addressesIn, isAddress, isFinished } from "./typed-addresses.ts";

test.each([
  ["ann@cafe.test", ["ann@cafe.test"], ""],
  ["ann@cafe.test, bob@cafe.test;cy@cafe.test", ["ann@cafe.test", "bob@cafe.test", "cy@cafe.test"], ""],
  ["ann@cafe.test bob@cafe.test", ["ann@cafe.test", "bob@cafe.test"], ""],
  ["ann@cafe.test\r\nbob@cafe.test\r\n", ["ann@cafe.test", "bob@cafe.test"], ""],
  ["Ann Lee <ann@cafe.test>, Bob <bob@cafe.test>", ["ann@cafe.test", "bob@cafe.test"], ""],
  ['"Lee, Ann" <ann@cafe.test>; Cy <cy@cafe.test>', ["ann@cafe.test", "cy@cafe.test"], ""],
  ["mailto:ann@cafe.test", ["ann@cafe.test"], ""],
  ["ann@cafe.test, ann@cafe.test", ["ann@cafe.test"], ""],
  ["o'neil.jr+x@mail.cafe.test.", ["o'neil.jr+x@mail.cafe.test"], ""],
  ["พลอย@ร้าน.ไทย，ann@cafe.test", ["พลอย@ร้าน.ไทย", "ann@cafe.test"], ""],
  ["ann@cafe.test, bob@cafe", ["ann@cafe.test"], "bob@cafe"],
  ["bob, ann@cafe.test", ["ann@cafe.test"], "bob"],
  ["Ann Lee", [], "Ann Lee"],
  ["ann@", [], "ann@"],
  [" , ", [], ""],
])("%j has the addresses %j, and %j is none", (text, addresses, rest) => {
  expect(addressesIn(text)).toEqual({ addresses, rest });
});

test.each([
  ["ann@cafe.test", false],
  ["ann@cafe.test ", true],
  ["ann@cafe.test,", true],
  ["ann@cafe.test；", true],
  ["ann@cafe,", true],
  ["Ann ", false],
  ["Ann Lee", false],
])("typing %j finishes an entry: %j", (text, isDone) => {
  expect(isFinished(text)).toBe(isDone);
});

test.each([
  ["ann@cafe.test", true],
  ["ann@cafe", false],
  ["Ann <ann@cafe.test>", false],
  ["ann@cafe.test,", false],
])("%j is an address: %j", (text, isOne) => {
  expect(isAddress(text)).toBe(isOne);
});
