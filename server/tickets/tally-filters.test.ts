import { expect, test } from "vitest";
import { tallyFilters } from "./tally-filters.ts";

test("comma-separated lists become one tally filter for each combination", () => {
  expect(tallyFilters([{}])).toEqual([{}]);
  expect(tallyFilters([{}, { status: ["new", "closed"] }, { assigned_to: [null] }, { open: [true] }])).toEqual([
    { status: "new", assigned_to: null, open: true },
    { status: "closed", assigned_to: null, open: true },
  ]);
});

test.each([
  ["a condition that no tally answers", [{ status: ["new"] }, null]],
  ["a field that the tally does not know", [{ source: ["email"] }]],
  ["two conditions on one field", [{ status: ["new"] }, { status: ["closed"] }]],
  ["a list without values", [{ status: [] }]],
  ["more combinations than are worth adding up", [{ category: [..."abcdefgh"], assigned_to: [..."12345678"] }]],
])("%s is counted from the rows", (_, conditions) => {
  expect(tallyFilters(conditions)).toBeNull();
});
