// @vitest-environment jsdom
import { act, createElement, type FunctionComponent } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { PersonForm } from "./people/PersonForm.tsx";
import { ScheduleForm } from "./report-emails/ScheduleForm.tsx";
import { CalendarForm } from "./sla/CalendarForm.tsx";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "./test-app.ts";

let sent: Record<string, unknown>[] = [];
let refusal: object | null = null;
setUpApp(async (address, { method = "GET", body } = {}) => {
  if (/preview|holidays/.test(address)) return jsonResponse({ detail: "Not now." }, 400);
  if (method === "GET") return jsonResponse({ results: [], next: null });
  sent.push(JSON.parse(String(body)));
  return refusal ? jsonResponse(refusal, 400) : jsonResponse({ id: "1", name: "Saved" });
});
beforeEach(() => {
  [sent, refusal] = [[], null];
  localStorage.clear();
});

async function open(part: FunctionComponent<never>, props: object) {
  const { place, press, leave } = await renderPart(createElement(part as FunctionComponent, props));
  const field = (label: string) => {
    const labels = [...document.querySelectorAll("label")].filter(
      ({ textContent }) => textContent?.replace(/ \*$/, "") === label,
    );
    return document.querySelector<HTMLInputElement>(`[id="${labels.at(-1)?.htmlFor}"]`)!;
  };
  /** Presses Enter in a field. Whether the browser would send the form then. */
  const enter = (label: string) =>
    act(async () =>
      field(label).dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }),
      ),
    );
  return { place, press, leave, field, enter };
}

const onClose = vi.fn();
const WEEK = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const calendar = {
  ...{ id: "c", name: "Office", country: "", time_zone: "UTC", windows: WEEK, updated_at: "1" },
  days: [{ date: "2026-12-24", name: "Christmas Eve", windows: [] }],
};
const openCalendar = async () => {
  const page = await open(CalendarForm as FunctionComponent<never>, { calendar, onClose });
  // the calendar's own name comes first
  const type = (label: string, text: string) => typeInto(page.field(label), text);
  return { ...page, type };
};

const DAY = "Add a day of your own";

test("Enter in the line of a special day adds it, and Save takes one that is written but not added", async () => {
  const { place, press, leave, field, enter, type } = await openCalendar();
  await type(DAY, "31 Dec 2026, New Year's Eve, 9-12");
  expect(place.textContent).toContain("New Year's Eve · 09:00–12:00");
  expect(await enter(DAY)).toBe(false);
  expect(place.querySelector("ul")!.textContent).toContain("New Year's Eve");
  expect(field(DAY).value).toBe("");
  await type(DAY, "Party 24 Dec 2026");
  expect(place.textContent).toContain("Replaces “Christmas Eve”");
  await press("Save");
  await until(() => expect(sent).toHaveLength(1));
  expect(sent[0]!.name).toBe("Office");
  expect(sent[0]!.days).toEqual([
    { date: "2026-12-24", name: "Party", windows: [] },
    { date: "2026-12-31", name: "New Year's Eve", windows: [["09:00", "12:00"]] },
  ]);
  await leave();
});

test("a special day without a date is neither lost nor saved, and a date can be picked for it", async () => {
  const { place, press, leave, field, type } = await openCalendar();
  await type(DAY, "Party");
  await press("Save");
  expect(place.textContent).toContain("Could not read a date.");
  expect(document.activeElement).toBe(field(DAY));
  expect(sent).toEqual([]);
  await type("Date", "2026-12-30");
  expect(field(DAY).value).toBe("2026-12-30, Party");
  await press("Save");
  await until(() => expect(sent).toHaveLength(1));
  expect(sent[0]!.days).toContainEqual({ date: "2026-12-30", name: "Party", windows: [] });
  await leave();
});

test("the open hours of a week are written in one line", async () => {
  const { press, leave, type } = await openCalendar();
  await type("Open hours", "Mon-Tue 9-18, Sat 10-14");
  await press("Save");
  await until(() => expect(sent).toHaveLength(1));
  const workday = [["09:00", "18:00"]];
  expect(sent[0]!.windows).toEqual({ ...WEEK, mon: workday, tue: workday, sat: [["10:00", "14:00"]] });
  await leave();
});

test("Enter in an open list of several choices takes the first match, and never sends the form", async () => {
  const { place, leave, field, enter } = await open(ScheduleForm as FunctionComponent<never>, {
    schedule: null,
    onClose,
  });
  await act(async () => field("Reports").click());
  await typeInto(field("Reports"), "SLA by team");
  expect(await enter("Reports")).toBe(false);
  expect(place.querySelector("form")!.textContent).toContain("SLA by team");
  await typeInto(field("Reports"), "nothing like it");
  expect(await enter("Reports")).toBe(false);
  await leave();
});

test("Enter in a list that is open without a marked choice does not send the form", async () => {
  const { leave, field, enter } = await open(PersonForm as FunctionComponent<never>, { onClose });
  await act(async () => field("Team lead of").click());
  expect(field("Team lead of").getAttribute("aria-expanded")).toBe("true");
  expect(await enter("Team lead of")).toBe(false);
  await leave();
});

test("a refused form moves the focus to its first wrong field", async () => {
  refusal = { time_zone: ["Choose a time zone."], name: ["Two calendars have this name."] };
  const { press, leave } = await openCalendar();
  await press("Save");
  await until(() => expect((document.activeElement as HTMLInputElement).value).toBe("Office"));
  await leave();
});
