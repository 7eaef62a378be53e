import { expect, test } from "vitest";
import { showTimes } from "../lib/time.ts";
import { snoozeChoices } from "./snooze-times.ts";

// 2026-11-26 is a Thursday; in Bangkok, a day begins at 17:00 UTC
test.each([
  ["a Thursday", "2026-11-26T14:20:00Z", "laterToday 26T18, tomorrow 27T02, nextWeek 30T02"],
  [
    "a Friday, when tomorrow is no working day",
    "2026-11-26T18:00:00Z",
    "laterToday 26T21, tomorrow 28T02, monday 30T02, inAWeek 04T02",
  ],
  ["a Saturday", "2026-11-28T03:00:00Z", "laterToday 28T06, tomorrow 29T02, monday 30T02, inAWeek 05T02"],
  ["a Sunday, when tomorrow is Monday", "2026-11-29T03:00:00Z", "laterToday 29T06, tomorrow 30T02, inAWeek 06T02"],
  ["a Monday", "2026-11-30T03:00:00Z", "laterToday 30T06, tomorrow 01T02, nextWeek 07T02"],
])("on %s, a ticket can be snoozed until tomorrow and the next working days", (_, now, choices) => {
  showTimes("system", "Asia/Bangkok");
  const shown = snoozeChoices(new Date(now)).map(({ name, until }) => `${name} ${until.slice(8, 13)}`);
  expect(shown.join(", ")).toBe(choices);
});
