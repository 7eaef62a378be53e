// @vitest-environment jsdom
import { notificationsStore } from "@mantine/notifications";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { queryClient } from "../lib/query-client.ts";
import { type InboxRow, laidOver, rowsQuery } from "../rows/rows.ts";
import { followingWords, undoBulkChange } from "./bulk-notices.ts";
import { assignment, changeTickets } from "./change-tickets.ts";

const row = (values: Partial<InboxRow>) => ({ id: "1", version: 1, status: "new", tags: "", ...values }) as InboxRow;
const put = (...rows: Partial<InboxRow>[]) =>
  queryClient.setQueryData(rowsQuery({ filters: {}, ordering: "" }).queryKey, {
    pages: [{ next: null, previous: null, results: rows.map(row) }],
    pageParams: [""],
  } as never);
const shown = () => laidOver.get().get("1") ?? {};

interface Notice {
  props: { children: [{ props: { children: string } }, unknown] };
}
/** What was done, of which each can be undone. */
const notice = () =>
  notificationsStore.getState().notifications.flatMap(({ message }) => {
    const [text] = (message as unknown as Notice | undefined)?.props?.children ?? [];
    return text ? [text.props.children] : [];
  });

beforeEach(() => {
  queryClient.clear();
  put({});
  notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] });
});

const answers: ((status: number) => void)[] = [];
const sent: string[] = [];
beforeEach(() => {
  answers.length = 0;
  sent.length = 0;
  vi.stubGlobal("fetch", (address: string, { method = "GET", body }: RequestInit = {}) => {
    const json = (status: number, value: unknown) =>
      new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
    if (method !== "POST" || !address.endsWith("/bulk-changes/")) return Promise.resolve(json(200, { results: [] }));
    const { changes, ids } = JSON.parse(String(body));
    sent.push(changes.status);
    const [total, tickets] = [ids.length, [{ ticket_number: "T-1" }]];
    const bulk = { id: "b", state: "done", total, changed: total, unchanged: 0, failed: 0, changes, tickets };
    return new Promise((resolve) => answers.push((status) => resolve(json(status, status < 400 ? bulk : {}))));
  });
});
afterEach(() => vi.unstubAllGlobals());

const answer = async (at: number, status: number) => {
  await expect.poll(() => answers.length).toBeGreaterThan(at);
  answers[at]!(status);
};

describe("a row that is changed twice in a row", () => {
  const changeTwice = () =>
    (["pending", "resolved"] as const).map((status) => changeTickets({ ids: ["1"] }, { status }));
  test("is changed on the server in the same order", async () => {
    const changes = changeTwice();
    await expect.poll(() => sent).toEqual(["pending"]);
    expect(shown()).toEqual({ status: "resolved" });
    await answer(0, 200);
    await answer(1, 200);
    await Promise.all(changes);
    expect(sent).toEqual(["pending", "resolved"]);
    expect(laidOver.get().size).toBe(0);
    await expect.poll(notice).toEqual(["T-1 updated: Resolved"]);
  });

  test("returns to what the server has if both changes are refused", async () => {
    const [first, second] = changeTwice();
    await answer(0, 403);
    await first;
    expect(shown()).toEqual({ status: "resolved" });
    await answer(1, 403);
    await second;
    expect(laidOver.get().size).toBe(0);
  });

  test("shows the first change, which is confirmed, if the second is refused", async () => {
    const [first, second] = changeTwice();
    await answer(0, 200);
    await first;
    put({ version: 2, status: "pending" });
    expect(shown()).toEqual({ status: "resolved" });
    await answer(1, 403);
    await second;
    expect(laidOver.get().size).toBe(0);
  });
});

test("the notice of a change goes when the change is undone elsewhere, with its Undo", async () => {
  const change = changeTickets({ ids: ["1"] }, { status: "pending" });
  await answer(0, 200);
  await change;
  await expect.poll(notice).toEqual(["T-1 updated: Pending"]);
  await undoBulkChange("b");
  await expect.poll(notice).toEqual([]);
});

test("an assignment asks for the assignee alone, and says nothing else", async () => {
  put({ id: "0", status: "pending", assigned_team: "Tech" }, { id: "1", status: "assigned", assigned_team: "Sales" });
  const changes = assignment("fay");
  expect(changes).toEqual({ assigned_to: "fay", is_handover: true });
  const change = changeTickets({ ids: ["0", "1"] }, changes, { assigned_to_name: "Fay" });
  await answer(0, 200);
  await change;
  await expect.poll(notice).toEqual(["2 tickets updated: Assigned to Fay"]);
});

test("an assignment by another client, which moves tickets, says so", () => {
  const moves =
    "Tickets from other teams moved to the assignee’s team. Tickets that were in progress, pending, resolved or closed are now Assigned.";
  expect(followingWords({ changed: 1, changes: { assigned_to: "fay" } })).toBe(moves);
});
