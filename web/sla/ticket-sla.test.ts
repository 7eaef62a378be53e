// @vitest-environment jsdom
import { createElement } from "react";
import { afterEach, expect, test } from "vitest";
import { showTimes } from "../lib/time.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { TicketContext } from "../tickets/ticket-context.ts";
import { againIn, ClocksOf, SlaBadge } from "./TicketSla.tsx";

let account: object = {};
setUpApp(async () => jsonResponse(account));
afterEach(() => showTimes("system", ""));

const policyFrom = (from: string, policy_name: string, policy_version: number, calendar_name: string) => ({
  ...{ from, policy: policy_name, policy_name, is_deleted: false, policy_version, calendar_name },
});
const OLD = policyFrom("2020-01-06T02:00:00Z", "Answers", 1, "Office");
const CLOCK = {
  ...{ metric: "first_response", state: "met", is_paused: false, is_answer_unsent: false, time_zone: "Asia/Bangkok" },
  ...{ target_seconds: 57_600, counted_seconds: 3600, open_day_seconds: 28_800, ahead: [], policies: [OLD] },
  ...{ started_at: OLD.from, stopped_at: "2020-01-06T06:00:00Z", due_at: "2020-01-07T10:00:00Z" },
  segments: [
    ["02", "03", "open_hours", 3600],
    ["03", "04", "paused:pending", 3600],
    ["04", "05", "holiday:Loi Krathong", 3600],
    ["05", "06", "closed", 3600],
  ].map(([from, to, because, seconds]) => ({
    ...{ from: `2020-01-06T${from}:00:00Z`, to: `2020-01-06T${to}:00:00Z`, because, seconds },
  })),
};

async function shown(...clocks: object[]): Promise<string> {
  showTimes("iso", "UTC");
  const sla = { clocks, next_response_seconds: 57_600 };
  const { place, leave } = await renderPart(createElement(ClocksOf, { sla } as never));
  await until(() => expect(place.textContent).toContain("First response"));
  const text = place.textContent!.replaceAll("\u202f", " ");
  await leave();
  return text;
}

test("the account of a clock names each part, in the zone of its calendar, and its policy", async () => {
  const text = await shown(CLOCK);
  expect(text).toContain("1h of open hours used, 2d (16h open) alloweddue Jan 7, 2020 5:00 PM (Bangkok)");
  expect(text).toContain("Open 1hPaused 1hClosed 1hHolidays 1h");
  expect(text).toContain("Times in Asia/Bangkok, the zone of the office hours. Yours is UTC.");
  expect(text).toContain("Open 1h Jan 6, 2020 9:00 AM – 10:00 AM");
  expect(text).toContain("Paused: Pending 1h Jan 6, 2020 10:00 AM – 11:00 AM");
  expect(text).toContain("Loi Krathong 1h Jan 6, 2020 11:00 AM – 12:00 PM");
  expect(text).toContain("Closed 1h Jan 6, 2020 12:00 PM – 1:00 PM");
  expect(text).toContain("due for an answer within 2d (16h open).Answers · Office");
  expect(text).not.toContain("From ");
});

test.each([
  ["right after its clock is due", "12:00:20Z", "13:00:00Z", 21_000],
  ["right after open hours end", "13:00:00Z", "12:00:05Z", 6_000],
  ["in a minute if nothing changes before", "14:00:00Z", "13:00:00Z", 60_000],
  ["in a minute after it was due", "11:00:00Z", "11:00:00Z", 60_000],
])("an account is read again %s", (_, due, closes, ms) => {
  const at = (time: string) => `2026-11-28T${time}`;
  const clock = { due_at: at(due), ahead: [{ to: at(closes) }] };
  expect(againIn([clock, { due_at: null, ahead: [] }] as never, Date.parse(at("12:00:00Z")))).toBe(ms);
});

test("if policies changed, each clock says which one applied since when", async () => {
  const newer = policyFrom("2020-01-06T03:00:00Z", "Answers", 2, "Office");
  const other = policyFrom("2020-01-06T04:00:00Z", "Hotels", 1, "Bangkok");
  const text = await shown(CLOCK, { ...CLOCK, metric: "resolution", policies: [OLD, newer, other] });
  expect(text).toContain("Answers · OfficeResolution");
  expect(text).toContain("From Jan 6, 2020 9:00 AM (Bangkok): Answers · Office, version 1");
  expect(text).toContain("From Jan 6, 2020 10:00 AM (Bangkok): Answers · Office, version 2");
  expect(text).toContain("From Jan 6, 2020 11:00 AM (Bangkok): Hotels · Bangkok");
});

test("a policy that was deleted is marked", async () => {
  expect(await shown({ ...CLOCK, policies: [{ ...OLD, is_deleted: true }] })).toContain("Answers (deleted) · Office");
});

test("a clock that counts every hour does not speak of open hours", async () => {
  const clock = { ...CLOCK, time_zone: null, open_day_seconds: null };
  expect(await shown(clock)).toContain("1h used, 16h allowed");
});

test("the badge of a ticket says when it is due in the zone of the office hours", async () => {
  showTimes("iso", "UTC");
  const first = { metric: "first_response", due_at: CLOCK.due_at };
  account = { ...first, state: "on_track", left_seconds: 54_000, clocks: [{ ...CLOCK, state: "running" }] };
  const value = { ticket: { id: "t" } } as never;
  const { place, leave } = await renderPart(createElement(TicketContext, { value }, createElement(SlaBadge)));
  await until(() => expect(place.textContent!.replaceAll("\u202f", " ")).toContain("Jan 7, 2020 5:00 PM (Bangkok)"));
  await leave();
});
