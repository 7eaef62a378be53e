import { expect, test } from "vitest";
import { readSearch, writeSearch } from "./search-params.ts";

test.each([
  [{}, ""],
  [{ status: "new,open", q: "no music" }, "?status=new,open&q=no+music"],
  [{ due: "2026-11-24T09:00" }, "?due=2026-11-24T09:00"],
  [{ page: 2, q: "a&b=c" }, "?page=2&q=a%26b%3Dc"],
  [{ q: "ห้องพัก" }, "?q=%E0%B8%AB%E0%B9%89%E0%B8%AD%E0%B8%87%E0%B8%9E%E0%B8%B1%E0%B8%81"],
])("%j is written in a URL as %s, and read back", (search, text) => {
  expect(writeSearch(search)).toBe(text);
  const texts = Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]));
  expect(readSearch(text)).toEqual(texts);
});

test("a missing value is not part of a URL", () => {
  expect(writeSearch({ q: undefined, view: null, empty: "" })).toBe("?empty=");
});
