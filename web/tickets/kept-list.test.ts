// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { keptList } from "./kept-list.ts";

afterEach(() => history.replaceState(null, "", "/"));

test.each([
  ["/tickets?view=all", { view: "all" }],
  ["/tickets/8d116ece-1738-47d9-bd9c-172411e20b8f?view=all", { view: "all" }],
  ["/dashboard?days=7", {}],
])("a ticket that is opened from %s keeps the list beside it", (address, search) => {
  history.replaceState(null, "", address);
  expect(keptList(Object.fromEntries(new URLSearchParams(location.search)))).toEqual(search);
});
