import { expect, test } from "vitest";
import { changeOf } from "./change-of.ts";

test.each([
  [8, 4, "+100%"],
  [3, 4, "-25%"],
  [4, 4, "0%"],
  [1001, 1000, "0%"],
  [0, 0, "0"],
  [3, 0, null],
])("the change to %d from %d is %s", (value, before, expected) => {
  expect(changeOf(value, before)).toBe(expected);
});
