// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { type InboxRow, rowsQuery } from "../rows/rows.ts";
import { leftUnread, markRead, markUnread, readMarks, withMark } from "./read-marks.ts";

const ROW = { id: "1", version: 4, is_unread: false, has_unread_mention: false } as InboxRow;
let status: number;
const isUnread = (row = ROW) => withMark(row, readMarks.get().get("1")).is_unread;

beforeEach(() => {
  status = 204;
  readMarks.set(new Map());
  leftUnread.clear();
  queryClient.setQueryData(rowsQuery({ filters: {}, ordering: "" }).queryKey, {
    pages: [{ next: null, previous: null, results: [ROW] }],
    pageParams: [""],
  } as never);
  vi.stubGlobal("fetch", async () => new Response(status === 204 ? null : "{}", { status }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

test("a ticket is marked as unread at once, and that is reported as done when the server has done it", async () => {
  const marking = markUnread("1");
  expect(isUnread()).toBe(true);
  expect([await marking, isUnread(), leftUnread.has("1")]).toEqual([true, true, true]);
});

test("a ticket that could not be marked as unread is read again, and nothing says that it is done", async () => {
  status = 503;
  expect([await markUnread("1"), isUnread(), leftUnread.has("1")]).toEqual([false, false, false]);
});

test("a ticket that could not be marked as read is unread again", async () => {
  const unread = { ...ROW, is_unread: true };
  await markRead("1");
  expect(isUnread(unread)).toBe(false);
  status = 503;
  await markRead("1");
  expect(isUnread(unread)).toBe(true);
});
