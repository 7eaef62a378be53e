// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, createElement } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { notifyListeners } from "../lib/live.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const ROW = {
  ...{ id: "t1", ticket_number: "T-1", subject: "No music", status: "new", priority: "low", category: "technical" },
  ...{ company: "c", company_name: "Reef", contact: null, contact_name: null, zone: null, tags: "", version: 1 },
  ...{ assigned_to: null, assigned_to_name: null, assigned_team: "Tech", due_date: null, is_overdue: false },
  ...{ created_at: inHours(-5), updated_at: inHours(-5), comments_count: 0, internal_notes_count: 0 },
  ...{ attachments_count: 0, last_comment: null, description_excerpt: "", draft_excerpt: null, snooze: null },
  ...{ is_unread: false, has_unread_mention: false, sla_metric: "first_response", sla_soon_at: null },
};
const mark = (values: object) => ({
  ...{ sla_state: "on_track", sla_due_at: inHours(20), sla_counts_from: null, sla_counts_until: inHours(2) },
  ...{ sla_left_seconds: 5 * 3600, ...values },
});
let row: object;
let reads = 0;

setUpApp(async (address) => {
  if (!address.startsWith("/api/v1/inbox/?")) return jsonResponse({ results: [], count: 1, density: "comfortable" });
  reads += 1;
  return jsonResponse({ results: [{ ...ROW, ...row }], next: null, previous: null });
});
beforeEach(() => {
  reads = 0;
  // jsdom has no layout
  for (const side of ["clientHeight", "clientWidth"] as const)
    vi.spyOn(Element.prototype, side, "get").mockReturnValue(600);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function openList(ordering = "") {
  // reads the kind of pointer as it loads
  const { TicketList } = await import("./TicketList.tsx");
  const inbox = { filters: { open: "true" }, ordering, view: undefined, columns: [] };
  const component = () => createElement(TicketList, { inbox: inbox as never, isTable: false });
  const router = createRouter({ routeTree: createRootRoute({ component }), history: createMemoryHistory() });
  const { place, leave } = await renderPart(createElement(RouterProvider, { router } as never));
  const shows = (text: string) => until(() => expect(place.querySelector('[role="row"]')?.textContent).toContain(text));
  const hint = () => place.querySelector<HTMLElement>('[role="row"] time[title]')?.title ?? null;
  const clocks = () => [...place.querySelectorAll('[role="row"] time')].map(({ textContent }) => textContent).join();
  return { shows, hint, clocks, leave };
}

test("a row shows what its clock has become as soon as the server says that it changed", async () => {
  row = mark({});
  const { shows, leave } = await openList();
  await shows("5h left");
  row = mark({ sla_state: "breached", sla_due_at: inHours(-1), sla_counts_until: null, sla_left_seconds: -3600 });
  const event = { id: 1, at: "", actor: null, ticket: null, about: "t1", changes: null };
  await act(async () => notifyListeners("sla.changed", { ...event, kind: "sla.changed" }));
  await shows("SLA 1h late");
  row = mark({ sla_state: "paused", sla_due_at: null, sla_counts_until: null });
  await act(async () => notifyListeners("sla.changed", { ...event, kind: "sla.changed" }));
  await shows("SLA paused");
  await leave();
}, 120_000);

test("a clock that was missed a moment ago is a minute late", async () => {
  row = mark({ sla_state: "breached", sla_due_at: inHours(-0.002), sla_counts_until: null, sla_left_seconds: -7 });
  const { shows, leave } = await openList();
  await shows("SLA 1m late");
  await leave();
}, 120_000);

test("a row of a list by due date shows that date, although a clock runs and the ticket is snoozed", async () => {
  const snooze = { until: inHours(30), until_reply: true, is_reminder: false, is_over: false };
  row = mark({ due_date: inHours(72.1), snooze });
  const { shows, clocks, leave } = await openList("due_date");
  await shows("due in 3d");
  expect(clocks()).not.toContain("SLA");
  await leave();
}, 120_000);

test("a row says that its time left is in open hours", async () => {
  row = mark({});
  const { shows, hint, leave } = await openList();
  await shows("SLA 5h left (open hours)");
  expect(hint()).toBe("SLA 5h left (open hours)");
  await leave();
}, 120_000);

test("a row does not speak of open hours if all hours until it is due are open", async () => {
  const due = inHours(2.008);
  row = mark({ sla_due_at: due, sla_counts_until: due });
  const { shows, hint, leave } = await openList();
  await shows("2h left");
  expect(hint()).toBeNull();
  await leave();
}, 120_000);

test("a row is read again once the open hours have ended in which it was read", async () => {
  row = mark({});
  const { shows, leave } = await openList();
  await shows("5h left");
  const before = reads;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR });
  await act(async () => void document.dispatchEvent(new Event("visibilitychange")));
  await shows("4h left");
  expect(reads).toBe(before);
  vi.setSystemTime(Date.now() + 2 * HOUR);
  row = mark({ sla_counts_from: inHours(12), sla_counts_until: null, sla_left_seconds: 7 * 3600 });
  await act(async () => void document.dispatchEvent(new Event("visibilitychange")));
  await shows("7h left");
  expect(reads).toBeGreaterThan(before);
  await leave();
}, 120_000);
