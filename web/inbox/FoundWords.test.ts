// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeAll, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { store, useStore } from "../lib/store.ts";
import { type ListQuery, rowsQuery } from "../rows/rows.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { FoundWords } from "./FoundWords.tsx";

const asked: string[] = [];
setUpApp(async (address) => {
  asked.push(address.replace(/.*(?=\/search)/, ""));
  return jsonResponse({ results: [] });
});

// jsdom cannot mark words
beforeAll(() => void vi.stubGlobal("CSS", {}));

const listOf = (q: string): ListQuery => ({ filters: { q }, ordering: "" });
const put = (q: string, id: string) =>
  queryClient.setQueryData(rowsQuery(listOf(q)).queryKey, {
    pages: [{ next: null, previous: null, results: [{ id, subject: "Silent", ticket_number: "T-1" }] }],
    pageParams: [""],
  } as never);

test("texts are looked for in the rows of a search, not in those that are shown until they arrive", async () => {
  const shown = store(listOf("lob"));
  put("lob", "1");
  const { leave } = await renderPart(createElement(() => createElement(FoundWords, { list: useStore(shown) })));
  await until(() => expect(asked).toEqual(["/search/hits/?q=lob&tickets=1"]));
  await act(async () => shown.set(listOf("lobby")));
  await act(async () => void put("lobby", "2"));
  await until(() => expect(asked).toHaveLength(2));
  expect(asked[1]).toBe("/search/hits/?q=lobby&tickets=2");
  await leave();
});
