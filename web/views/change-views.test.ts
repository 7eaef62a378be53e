// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { changeView } from "./change-views.ts";
import { deleteView } from "./delete-view.ts";
import { type SavedView, viewsQuery } from "./views.ts";

const view = (id: string, name: string) => ({ id, name, is_shared: false, filters: {}, ordering: "" }) as SavedView;
const VIEWS = [view("1", "Urgent"), view("2", "Late")];
let refused: string[];
const shown = () => queryClient.getQueryData(viewsQuery.queryKey)?.map(({ name }) => name);

beforeEach(() => {
  refused = [];
  queryClient.clear();
  queryClient.setQueryData(viewsQuery.queryKey, VIEWS);
  vi.stubGlobal("fetch", async (address: string, { method, body }: RequestInit) => {
    const isRefused = refused.some((each) => `${method} ${address} ${body ?? ""}`.includes(each));
    const status = isRefused ? 403 : method === "DELETE" ? 204 : 200;
    return new Response(status === 204 ? null : "{}", { status, headers: { "content-type": "application/json" } });
  });
});
afterEach(() => vi.unstubAllGlobals());

test("of two changes of a view in a row that are both refused, none stays on the screen", async () => {
  refused = ["PATCH"];
  const changes = [
    changeView(VIEWS[0]!, { name: "First" }),
    changeView({ ...VIEWS[0]!, name: "First" }, { name: "2nd" }),
  ];
  expect(shown()).toEqual(["2nd", "Late"]);
  expect(await Promise.all(changes)).toEqual([false, false]);
  expect(shown()).toEqual(["Urgent", "Late"]);
});

test("a refused change of a view does not revert a later one that was accepted", async () => {
  refused = ["First"];
  expect(
    await Promise.all([changeView(VIEWS[0]!, { name: "First" }), changeView(VIEWS[1]!, { name: "Later" })]),
  ).toEqual([false, true]);
  expect(shown()).toEqual(["Urgent", "Later"]);
});

test("a view comes back if it could not be deleted", async () => {
  refused = ["/views/1/"];
  const deletions = [deleteView(VIEWS[0]!), deleteView(VIEWS[1]!)];
  expect(shown()).toEqual([]);
  await Promise.all(deletions);
  expect(shown()).toEqual(["Urgent"]);
});
