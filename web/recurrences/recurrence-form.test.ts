// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "../test-app.ts";
import { RecurrenceForm } from "./RecurrenceForm.tsx";
import type { Recurrence } from "./recurrence-queries.ts";

const RECURRENCE = {
  ...{ id: "r", name: "Check", template: "t", company: null, company_name: null, contact: null, contact_name: null },
  ...{ zone: null, zone_name: null, inputs: {}, starts_at: "2026-12-02T09:00", time_zone: "UTC", calendar: null },
  ...{ on_closed_day: "keep", missed: "one", is_active: true, updated_at: "1" },
};
let sent: unknown[] = [];

setUpApp(async (address, { method = "GET", body } = {}) => {
  if (address.includes("/preview/")) return jsonResponse({ detail: "Not now." }, 400);
  if (method !== "PATCH") return jsonResponse({ results: [], next: null });
  sent.push(JSON.parse(String(body)));
  return jsonResponse({ ...RECURRENCE, updated_at: "2" });
});
beforeEach(() => {
  sent = [];
  localStorage.clear();
});

/** Opens the form of a recurring ticket with a stored rule. */
async function open(rrule: string) {
  const recurrence = { ...RECURRENCE, rrule } as unknown as Recurrence;
  const { place, press, leave } = await renderPart(createElement(RecurrenceForm, { recurrence, onClose: () => {} }));
  const field = (name: string) => {
    const label = [...place.querySelectorAll("label")].find(
      ({ textContent }) => textContent?.replace(/ \*$/, "") === name,
    );
    return label ? place.querySelector<HTMLInputElement>(`[id="${label.htmlFor}"]`) : null;
  };
  const choose = async (name: string, choice: string) => {
    await act(async () => field(name)!.click());
    const list = () => document.getElementById(field(name)!.getAttribute("aria-controls") ?? "");
    const option = () =>
      [...(list()?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])].find(
        ({ textContent }) => textContent === choice,
      );
    await until(() => expect(option()).toBeDefined());
    await act(async () => option()!.click());
  };
  const save = async () => {
    await press("Save");
    await until(() => expect(sent).toHaveLength(1));
    await leave();
    return sent[0];
  };
  return { field, choose, save, leave };
}

test("a weekday of each month is chosen, beginning with the weekday of the start", async () => {
  const { field, choose, save } = await open("FREQ=MONTHLY");
  expect(field("Weekday")).toBeNull();
  await choose("Repeats", "Every month, on the last Wednesday");
  expect(field("Rule (RRULE)")!.value).toBe("FREQ=MONTHLY;BYDAY=-1WE");
  await choose("Weekday", "Friday");
  expect(field("Repeats")!.value).toBe("Every month, on the last Friday");
  expect(await save()).toEqual({ rrule: "FREQ=MONTHLY;BYDAY=-1FR" });
});

test.each([
  ["FREQ=MONTHLY;BYDAY=1MO", "Every month, on the first Monday", "Monday"],
  ["FREQ=MONTHLY;BYDAY=+4SU", "Every month, on the fourth Sunday", "Sunday"],
  ["FREQ=MONTHLY;BYDAY=5MO", "", undefined],
  ["FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "", undefined],
  ["FREQ=YEARLY", "Every year", undefined],
])("the stored rule %s is shown as “%s”", async (rrule, choice, weekday) => {
  const { field, leave } = await open(rrule);
  expect(field("Repeats")!.value).toBe(choice);
  expect(field("Weekday")?.value).toBe(weekday);
  expect(field("Rule (RRULE)")!.value).toBe(rrule);
  await leave();
});

test("a rule that is written by hand is chosen, too", async () => {
  const { field, leave } = await open("FREQ=DAILY");
  await typeInto(field("Rule (RRULE)")!, "FREQ=MONTHLY;BYDAY=2TU");
  expect(field("Repeats")!.value).toBe("Every month, on the second Tuesday");
  await leave();
});
