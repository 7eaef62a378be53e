// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { holdActive, isPinned, keepPlaces, letStay, pinnedIds } from "./pinned.ts";
import { rowsQuery } from "./rows.ts";
import { staying } from "./staying.ts";

beforeEach(() => {
  vi.useFakeTimers();
  // rows that other files have pinned are not any more
  vi.advanceTimersByTime(10_000);
  queryClient.setQueryData(rowsQuery({ filters: {}, ordering: "" }).queryKey, {
    pages: [{ next: null, results: ["1", "2"].map((id) => ({ id, version: 1, status: "new" })) }],
    pageParams: [""],
  } as never);
});
afterEach(() => {
  holdActive(undefined);
  vi.useRealTimers();
  staying.set(null);
  queryClient.clear();
});

test("a changed row is pinned for five seconds, the active one as long as it is active", () => {
  keepPlaces(["1"]);
  holdActive("2", 7);
  expect([...pinnedIds()]).toEqual(["1", "2"]);
  vi.advanceTimersByTime(5_001);
  expect([isPinned("1"), isPinned("2")]).toEqual([false, true]);
  holdActive("1");
  expect(isPinned("2")).toBe(false);
});

test.each([
  ["the active row alone", ["2"], { row: { id: "2", version: 1, status: "resolved" }, index: 1 }],
  ["another row", ["1"], null],
  ["several rows", ["2", "1"], null],
  ["no row", [], null],
])("a change of %s decides which row stays in the list", (_, ids, stays) => {
  holdActive("2", 1);
  letStay(ids, () => ({ status: "resolved" }));
  expect(staying.get()).toEqual(stays);
});
