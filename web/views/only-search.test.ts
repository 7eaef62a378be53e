import { expect, test } from "vitest";
import { isOnlySearch } from "./only-search.ts";

const view = { filters: { open: "true" }, ordering: "-updated_at" };
test.each([
  ["a search", { open: "true", q: "lobby" }, "-updated_at", true],
  ["no search", { open: "true" }, "-updated_at", false],
  ["a search and a filter", { open: "true", q: "lobby", priority: "urgent" }, "-updated_at", false],
  ["a search without a filter of the view", { q: "lobby" }, "-updated_at", false],
  ["a search in another order", { open: "true", q: "lobby" }, "due_date", false],
])("%s: a list differs from its view by a search alone: %s", (_, filters, ordering, isAlone) => {
  expect(isOnlySearch({ view, filters, ordering })).toBe(isAlone);
});
