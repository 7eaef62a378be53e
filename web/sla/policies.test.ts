// @vitest-environment jsdom
import { act, createElement, Fragment, useState } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { showTimes } from "../lib/time.ts";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "../test-app.ts";
import { NoticeBoard } from "../ui/NoticeBoard.tsx";
import { Policies } from "./Policies.tsx";
import { Simulator } from "./Simulator.tsx";
import { SpecialDays } from "./SpecialDays.tsx";
import type { Calendar } from "./sla-queries.ts";

const AT = "2026-11-27T10:00:00Z";
const WINDOWS = Object.fromEntries(
  WEEKDAYS.map((day) => [
    day,
    [
      ["09:00", "12:00"],
      ["13:00", "19:00"],
    ],
  ]),
);
const CALENDAR = {
  ...{ id: "c", name: "Bangkok", time_zone: "Asia/Bangkok", windows: WINDOWS },
  days: [],
  policies: 1,
};
const TARGETS = Object.fromEntries(PRIORITIES.map((each) => [each, { first_response: 60, resolution: 1080 }]));
const policy = (id: string, filters: object) => ({
  ...{ id, name: id, filters, calendar: "c", calendar_name: "Bangkok", targets: TARGETS, clock: "business" },
  ...{ pauses_on: ["pending"], reminders: [], is_active: true, created_at: AT, updated_at: AT },
});

let policies: ReturnType<typeof policy>[];
let changedTickets: number;
let sent: { path: string; body: { policies?: string[]; targets?: object } }[];

setUpApp(async (address, { method = "GET", body } = {}) => {
  const path = new URL(address, "https://desk.test").pathname.replace("/api/v1", "");
  if (path === "/sla-policies/apply/") {
    const { dry_run } = JSON.parse(String(body));
    const forecast = { dry_run, open_tickets: 40, changed_tickets: changedTickets, policies: [] };
    if (!dry_run) changedTickets = 0;
    return jsonResponse(forecast);
  }
  if (path === "/sla-policies/simulate/") return jsonResponse({ due_at: "2026-12-01T03:00:00Z", segments: [] });
  if (method === "DELETE") {
    sent.push({ path, body: {} });
    policies = policies.filter(({ id }) => !path.includes(`/${id}/`));
  } else if (method !== "GET") {
    sent.push({ path, body: JSON.parse(String(body)) });
    if (path.endsWith("/order/"))
      policies = sent[0]!.body.policies!.map((id) => policies.find((each) => each.id === id)!);
  }
  return jsonResponse({ results: path === "/calendars/" ? [CALENDAR] : policies, name: "All", next: null });
});
afterEach(() => showTimes("system", ""));
beforeEach(() => {
  showTimes("system", "UTC");
  sent = [];
  changedTickets = 0;
  policies = [policy("All", {})];
});

/** “Try it” in a form in which the calendar is chosen later. */
function Changing() {
  const [calendar, setCalendar] = useState<Calendar>();
  const minutes = Object.fromEntries(PRIORITIES.map((each) => [each, { first_response: "", resolution: "2d" }]));
  const props = { targets: minutes as never, perDay: 540, calendar };
  const choose = createElement("button", { type: "button", onClick: () => setCalendar(CALENDAR as never) }, "Choose");
  return createElement(Fragment, null, choose, createElement(Simulator, props));
}

const openList = () => renderPart(createElement(Policies, { onCalendars: () => {} }));

test("a policy that never applies says why, and its button moves it above the one that takes its tickets", async () => {
  policies = [policy("All", {}), policy("Music", { team: "Music" }), policy("New", { priority: "urgent" })];
  const { place, press, leave } = await openList();
  await until(() => expect(place.textContent).toContain("“New” never applies: “All”, above it, is for every ticket."));
  await press("Move “New” above “All”");
  await until(() => expect(place.textContent).not.toContain("“New” never applies"));
  expect(sent).toEqual([{ path: "/sla-policies/order/", body: { policies: ["New", "All", "Music"] } }]);
  await leave();
});

test("a deleted policy is hidden, is restored by undo, and is deleted once the page closes", async () => {
  policies = [policy("All", {}), policy("Music", { team: "Music" })];
  const { place, leave } = await renderPart(
    createElement(Fragment, null, createElement(Policies, { onCalendars: () => {} }), createElement(NoticeBoard)),
  );
  const button = (label: string) => place.querySelector<HTMLElement>(`[aria-label="${label}"]`);
  const remove = async () => {
    await until(() => expect(button("Delete Music")).not.toBeNull());
    await act(async () => button("Delete Music")!.click());
    await until(() => expect(button("Delete Music")).toBeNull());
  };
  await remove();
  const undo = () => [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Undo");
  await until(() => expect(undo()).toBeDefined());
  await act(async () => undo()!.click());
  await remove();
  expect(sent).toEqual([]);
  await act(async () => void window.dispatchEvent(new Event("pagehide")));
  await until(() => expect(sent).toEqual([{ path: "/sla-policies/Music/", body: {} }]));
  await leave();
});

test("“Try it” begins with the present time on the clock of the calendar that is chosen", async () => {
  const { place, leave } = await renderPart(createElement(Changing));
  const wall = () => place.querySelector<HTMLInputElement>('input[type="datetime-local"]')!.value;
  const inUtc = wall();
  await act(async () => place.querySelector<HTMLElement>("button")!.click());
  expect((Date.parse(`${wall()}Z`) - Date.parse(`${inUtc}Z`)) / 3_600_000).toBe(7);
  await leave();
});

test("a target of whole days is listed with its open hours, and is edited as days", async () => {
  const { place, press, leave } = await openList();
  await until(() => expect(place.textContent).toContain("First response: 1h · Resolution: 2d (18h open)"));
  const edit = () => place.querySelector<HTMLElement>('[aria-label="Edit All"]');
  await until(() => expect(edit()).not.toBeNull());
  edit()!.click();
  const input = () => place.querySelector<HTMLInputElement>('[aria-label="All of these, Resolution"]')!;
  await until(() => expect(input().value).toBe("2d"));
  await typeInto(input(), "3d");
  await until(() => expect(place.textContent).toContain("27h open"));
  await until(() => expect(place.textContent).toMatch(/Due Dec 1, 2026, 10:00.AM \(Bangkok\)/));
  expect(place.textContent).toContain("Open tickets that have an SLA keep it");
  expect(place.textContent).toContain("If a ticket has no assignee, the team’s leads are told.");
  await press("Save");
  await until(() => expect(sent[0]?.body.targets).toMatchObject({ low: { first_response: 60, resolution: 1620 } }));
  await leave();
});

test("the list says how many open tickets keep earlier targets, and applies the policies to them", async () => {
  changedTickets = 12;
  const { place, press, leave } = await openList();
  await until(() => expect(place.textContent).toContain("12 of 40 open tickets keep their earlier policy"));
  await press("Apply to open tickets");
  const dialog = () => document.querySelector('[role="dialog"]')!;
  await until(() => expect(dialog().textContent).toContain("12 of 40 open tickets change to the policies"));
  [...dialog().querySelectorAll("button")].find(({ textContent }) => textContent === "Apply")!.click();
  await until(() => expect(place.textContent).toContain("All 40 open tickets follow the policies as they are now."));
  await leave();
});

test("special days are listed by year, with the holidays that a year lacks", async () => {
  const year = new Date().getFullYear();
  const day = (date: string, name: string) => ({ date, name, windows: [] });
  const days = [day(`${year}-03-03`, "Makha Bucha"), day(`${year}-04-13`, "Songkran")];
  const open = (more: typeof days) =>
    renderPart(
      createElement(SpecialDays, {
        ...{ days: [...days, ...more], zone: "Asia/Bangkok", own: "", isRefused: false, error: null },
        ...{ onChange: () => {}, onOwn: () => {} },
      }),
    );
  const without = await open([]);
  await until(() => expect(without.place.textContent).toContain(`${year}: 2 special days`));
  expect(without.place.textContent).toContain(`${year + 1}: none yet.`);
  await without.leave();
  const { place, leave } = await open([day(`${year + 1}-04-13`, "Songkran")]);
  await until(() => expect(place.textContent).toContain(`Not in ${year + 1}: Makha Bucha.`));
  await leave();
});
