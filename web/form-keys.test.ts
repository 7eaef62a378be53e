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

test("Enter in the fields of a special day adds it, and Save takes one that is written but not added", async () => {
  const { place, press, leave, enter, type } = await openCalendar();
  await type("Date", "2026-12-31");
  await type("Name", "New Year's Eve");
  expect(await enter("Name")).toBe(false);
  expect(place.querySelector("ul")!.textContent).toContain("New Year's Eve");
  await type("Date", "2026-12-24");
  expect(place.textContent).toContain("Replaces “Christmas Eve”");
  await type("Name", "Party");
  await press("Save");
  await until(() => expect(sent).toHaveLength(1));
  expect(sent[0]!.name).toBe("Office");
  expect((sent[0]!.days as { name: string }[]).map(({ name }) => name)).toEqual(["Party", "New Year's Eve"]);
  await leave();
});

test("a special day without a date is neither lost nor saved", async () => {
  const { place, press, leave, field, type } = await openCalendar();
  await type("Name", "Party");
  await press("Save");
  expect(place.textContent).toContain("Choose the date of this day");
  expect(document.activeElement).toBe(field("Date"));
  expect(sent).toEqual([]);
  await type("Date", "2026-12-30");
  await press("Save");
  await until(() => expect(sent).toHaveLength(1));
  expect(sent[0]!.days).toContainEqual({ date: "2026-12-30", name: "Party", windows: [] });
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
