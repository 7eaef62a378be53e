import { expect, test } from "vitest";
import { parseOwnDays } from "./own-day.ts";

const TODAY = "2026-11-28";
const closed = (date: string, name = date) => ({ date, name, windows: [] });

test.each([
  ["24 Dec", [closed("2026-12-24")]],
  ["24 Dec, Company day", [closed("2026-12-24", "Company day")]],
  ["Company day 24 December 2027 closed", [closed("2027-12-24", "Company day")]],
  ["Dec 24: Company day", [closed("2026-12-24", "Company day")]],
  ["2026-12-24 Company day", [closed("2026-12-24", "Company day")]],
  // the next one from today
  ["3 Mar", [closed("2027-03-03")]],
  ["28 nov", [closed("2026-11-28")]],
  // several days, hours of their own, and Thai with its years
  ["24-26 Dec Party", ["24", "25", "26"].map((day) => closed(`2026-12-${day}`, "Party"))],
  ["31 Dec, New Year's Eve, 9-12", [{ date: "2026-12-31", name: "New Year's Eve", windows: [["09:00", "12:00"]] }]],
  [
    "31 Dec 9:30-12, 13-15 Inventory",
    [
      {
        date: "2026-12-31",
        name: "Inventory",
        windows: [
          ["09:30", "12:00"],
          ["13:00", "15:00"],
        ],
      },
    ],
  ],
  ["24 Dec 2569 ปิด วันบริษัท", [closed("2026-12-24", "วันบริษัท")]],
  // the Christmas party of 2030 is a name
  ["24 Dec, Party for 30 people", [closed("2026-12-24", "Party for 30 people")]],
] as const)("“%s” is read as special days", (text, days) => {
  expect(parseOwnDays(text, TODAY, false)).toEqual(days);
});

test.each(["", "Company day", "31 Feb", "24 Foo", "26-24 Dec", "24 Dec 9-25", "13/13/2026"])(
  "“%s” is no special day",
  (text) => {
    expect(parseOwnDays(text, TODAY, false)).toEqual([]);
  },
);

test("a month that is a number is where this device writes it", () => {
  expect(parseOwnDays("24/12/2026", TODAY, false)).toEqual([closed("2026-12-24")]);
  expect(parseOwnDays("12/24", TODAY, true)).toEqual([closed("2026-12-24")]);
});
