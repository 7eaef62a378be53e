import { expect, test } from "vitest";
import { addressWith, filtersIn, hasFilters, readAddress } from "./address.ts";
import { orderingAfterPress, sortedBy } from "./orderings.ts";

const view = { key: "urgent", filters: { priority: "urgent", open: "true" } };

test("a URL keeps only the parameters that the inbox knows", () => {
  expect(readAddress({ view: "all", q: "lobby", page: "3", status: 7, ordering: "-priority" })).toEqual({
    view: "all",
    q: "lobby",
    ordering: "-priority",
  });
});

test.each([
  ["the view's own", {}, { priority: "urgent", open: "true" }],
  ["one more", { status: "new" }, { priority: "urgent", open: "true", status: "new" }],
  ["another value", { priority: "high" }, { priority: "high", open: "true" }],
  ["one less", { open: "" }, { priority: "urgent" }],
])("the URL's filters are %s", (_, search, filters) => {
  expect(filtersIn(search, view)).toEqual(filters);
  // and back: an address with these filters says no more than it must
  expect(addressWith(view, filters, {})).toEqual({ view: "urgent", ...search });
});

test("order and columns are kept when filters change", () => {
  const search = addressWith(view, view.filters, { ordering: "-created_at", columns: "subject" });
  expect(search).toEqual({ view: "urgent", ordering: "-created_at", columns: "subject" });
  expect([hasFilters(search), hasFilters({ ...search, q: "" })]).toEqual([false, true]);
});

test.each([
  ["-updated_at", "updated_at", "updated_at"],
  ["updated_at", "updated_at", "-updated_at"],
  ["-updated_at", "subject", "subject"],
  ["subject", "created_at", "-created_at"],
  ["priority,-created_at", "priority", "-priority"],
])("a list sorted by %s is sorted by %s as %s", (ordering, name, next) => {
  expect(orderingAfterPress(ordering, name)).toBe(next);
  expect(sortedBy(next)).toEqual({ by: name, isDown: next.startsWith("-") });
});
