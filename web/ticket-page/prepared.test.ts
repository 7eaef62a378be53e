// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { type Store, store, useStore } from "../lib/store.ts";
import { foundTexts } from "../rows/rows.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { likelyNext } from "../tickets/ticket-query.ts";
import { usePrepared } from "./prepared.ts";

setUpApp(async () => jsonResponse({}));
beforeEach(() => {
  likelyNext.set("");
  foundTexts.set(new Map());
});

const read = (id: string, at: number) => {
  for (const name of ["ticket", "timeline"]) queryClient.setQueryData([name, id], { at }, { updatedAt: at });
};

/** Shows the keys of the pages, the open ticket's first. */
function Pages({ openId, shown }: { openId: Store<string>; shown: string[][] }) {
  shown.push(usePrepared(useStore(openId)).map(({ key }) => key));
  return null;
}

async function openFirst() {
  const openId = store("a");
  const shown: string[][] = [];
  const { leave } = await renderPart(createElement(Pages, { openId, shown }));
  return { openId, now: () => shown.at(-1)!, leave };
}

test("the likely next ticket is drawn ahead once it is read, and its page stays the same when it opens", async () => {
  const { openId, now, leave } = await openFirst();
  await act(async () => likelyNext.set("b"));
  expect(now()).toEqual(["a"]);
  await act(async () => read("b", 1));
  await until(() => expect(now()).toHaveLength(2));
  const page = now()[1];
  await act(async () => openId.set("b"));
  expect(now()).toEqual([page]);
  await act(async () => read("b", 2));
  expect(now()).toEqual([page]);
  await leave();
});

test("a ticket that was read again, or found by its message, is drawn anew before it opens", async () => {
  const { now, leave } = await openFirst();
  read("b", 1);
  await act(async () => likelyNext.set("b"));
  const before = now()[1];
  await act(async () => read("b", 2));
  await until(() => expect(now()[1]).not.toBe(before));
  const again = now()[1];
  await act(async () => foundTexts.set(new Map([["b", { comment: "c" } as never]])));
  expect(now()[1]).not.toBe(again);
  await leave();
});
