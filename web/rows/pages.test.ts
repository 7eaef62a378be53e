import { expect, test } from "vitest";
import { type Pages, renewalOf, rowsOf, withPage } from "./pages.ts";

const rows = (ids: string) => [...ids].map((id) => ({ id }));
const page = (ids: string, next: string | null) => ({
  results: rows(ids),
  next: next && `http://desk/?cursor=${next}`,
});
const pages = (...all: [ids: string, next: string | null][]): Pages<{ id: string }> => ({
  pages: all.map(([ids, next]) => page(ids, next)),
  pageParams: ["", ...all.slice(0, -1).map(([, next]) => next!)],
});
const shown = (data: Pages<{ id: string }>) =>
  rowsOf(data)
    .map(({ id }) => id)
    .join("");

test.each([
  ["a new row comes in at the top", "xab", "b", "xabcdefghi"],
  ["a row rises from further down", "gab", "b", "gabcdefhi"],
  ["a row leaves", "bcd", "d", "bcdefghi"],
  ["all of it is new: what lies between is not known", "xyz", "z", "xyz"],
  ["everything else is gone", "ab", null, "ab"],
])("the first page is loaded again: %s", (_, ids, next, whole) => {
  const list = pages(["abc", "c"], ["def", "f"], ["ghi", null]);
  expect(shown(withPage(list, 0, page(ids, next)))).toBe(whole);
});

test("rows that the new page no longer contains can be loaded again by its cursor", () => {
  const list = pages(["abcdef", "f"], ["ghi", null]);
  const next = withPage(list, 0, page("xyabc", "c"));
  expect(shown(next)).toBe("xyabcdefghi");
  expect(next.pageParams).toEqual(["", "c"]);
  expect(next.pages.map(({ results }) => results.length)).toEqual([5, 6]);
});

test.each([
  ["risen within the page", "cabdef", "c", "abcdef"],
  ["although its neighbour has risen", "bacdef", "c", "bacdef"],
  ["although others came in above", "xycabdef", "c", "xyabcdef"],
  ["although others have left", "cdef", "c", "cdef"],
])("a pinned row stays in its place: %s", (_, ids, held, whole) => {
  expect(shown(withPage(pages(["abcdef", null]), 0, page(ids, null), new Set([held])))).toBe(whole);
});

test("a pinned row of a later page stays there with its new content", () => {
  const list = pages(["abc", "c"], ["def", null]);
  const newPage = { results: [{ id: "e", text: "new" }, ...rows("abc")], next: "http://desk/?cursor=c" };
  const next = withPage(list, 0, newPage, new Set(["e"]));
  expect(shown(next)).toBe("abcdef");
  expect(next.pages[1]!.results[1]).toEqual({ id: "e", text: "new" });
});

test.each([
  ["nothing", "", [], ""],
  ["a row of the first page, which was read already", "b", [], ""],
  ["a row further down", "e", [1], ""],
  ["rows of several pages, from the end", "eg", [2, 1], ""],
  ["rows of more pages than are read at once", "dgjm", [3, 2, 1], "m"],
  ["a row on no page, which may have arrived anywhere", "x", [], "defghijklmno"],
  ["a row further down, and one on no page", "ex", [1], "ghijklmno"],
])("after a change of %s", (_, changed, pagesNow, later) => {
  const list = pages(["abc", "c"], ["def", "f"], ["ghi", "i"], ["jkl", "l"], ["mno", null]);
  const renewal = renewalOf(list, new Set(changed));
  expect([renewal.pages, [...renewal.later].join("")]).toEqual([pagesNow, later]);
});
