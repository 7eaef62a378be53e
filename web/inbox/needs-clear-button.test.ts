import { expect, test } from "vitest";
import { needsClearButton } from "./needs-clear-button.ts";

test.each([
  ["a view without filters, which its reset clears", {}, true, false],
  ["a view with filters, which its reset restores", { status: "new" }, true, true],
  ["a view as it was saved", { status: "new" }, false, true],
])("the filters of %s", (_, own, isChanged, expected) => {
  const filters = { status: "new", priority: "low" };
  expect(needsClearButton({ filters, isChanged, view: { filters: own } })).toBe(expected);
});
