// @vitest-environment jsdom
import { act, createElement, useState } from "react";
import { expect, test } from "vitest";
import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";
import { jsonResponse, renderPart, setUpApp } from "../test-app.ts";
import { NEW_WEEK } from "./open-days.ts";
import { WeekPainter } from "./WeekPainter.tsx";

setUpApp(async () => jsonResponse({}));

const OFFICE = [["09:00", "17:00"]];

let latest = NEW_WEEK;
function Painter() {
  const [week, setWeek] = useState(NEW_WEEK);
  latest = week;
  return createElement(WeekPainter, { week, onChange: setWeek });
}

/** Opens the painter of a week that is open from Monday to Friday, 09:00 to 17:00. */
async function open() {
  const { place, leave } = await renderPart(createElement(Painter));
  const cell = (day: Weekday, slot: number) =>
    place.querySelector<HTMLElement>(`[data-day="${day}"][data-slot="${slot}"]`)!;
  // jsdom has no layout: a point of the window is a cell, its column a half hour and its line a day
  document.elementFromPoint = (x, y) => cell(WEEKDAYS[y]!, x);
  const pointer = (type: string, day: Weekday, slot: number, button = 0) =>
    act(async () => {
      const at = { clientX: slot, clientY: WEEKDAYS.indexOf(day), button, bubbles: true };
      cell(day, slot).dispatchEvent(new PointerEvent(type, at));
    });
  const key = (name: string, shiftKey = false) =>
    act(async () => {
      const event = new KeyboardEvent("keydown", { key: name, shiftKey, bubbles: true, cancelable: true });
      document.activeElement!.dispatchEvent(event);
    });
  const close = async () => {
    await leave();
    return latest;
  };
  return { place, cell, pointer, key, close };
}

test("hours of a calendar are painted with the mouse over several days, and taken out again", async () => {
  const { cell, pointer, close } = await open();
  await pointer("pointerdown", "sat", 20);
  await pointer("pointermove", "sun", 25);
  // shown while the button is down, changed once it is up
  expect(cell("sun", 22).ariaSelected).toBe("true");
  await pointer("pointerup", "sun", 25);
  await pointer("pointerdown", "mon", 24);
  await pointer("pointermove", "fri", 25);
  await pointer("pointerup", "fri", 25);
  // neither the other button nor a pointer that only passes paints
  await pointer("pointerdown", "wed", 40, 2);
  await pointer("pointermove", "wed", 44);
  await pointer("pointerup", "wed", 44);
  const workday = [
    ["09:00", "12:00"],
    ["13:00", "17:00"],
  ];
  expect(await close()).toEqual({
    ...Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, workday])),
    sat: [["10:00", "13:00"]],
    sun: [["10:00", "13:00"]],
  });
});

test("hours of a calendar are painted with the keyboard alone", async () => {
  const { place, cell, key, close } = await open();
  // Tab reaches one cell
  const reached = [...place.querySelectorAll<HTMLElement>('[role="gridcell"][tabindex="0"]')];
  expect(reached.map(({ ariaLabel }) => ariaLabel)).toEqual(["Mon 09:00"]);
  await act(async () => reached[0]!.focus());
  await key("ArrowUp");
  expect(document.activeElement?.ariaLabel).toBe("Sun 09:00");
  await key(" ");
  for (let n = 0; n < 3; n += 1) await key("ArrowRight", true);
  expect([cell("sun", 21).ariaSelected, cell("sun", 22).ariaSelected]).toEqual(["true", "false"]);
  await key("ArrowUp");
  await key("Enter");
  await key("ArrowDown");
  await key("ArrowDown");
  expect(document.activeElement?.ariaLabel).toBe("Mon 10:30");
  // closes what was open
  await key(" ");
  for (const name of ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"]) await key(name);
  expect(document.activeElement?.ariaLabel).toBe("Mon 08:30");
  expect(await close()).toEqual({
    mon: [
      ["09:00", "10:30"],
      ["11:00", "17:00"],
    ],
    ...Object.fromEntries(WEEKDAYS.slice(1, 5).map((day) => [day, OFFICE])),
    sat: [["10:30", "11:00"]],
    sun: [["09:00", "11:00"]],
  });
});
