// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { speak } from "../lib/texts.ts";
import { coverage, withSpecialDays, yearsText, yearsWithCounts } from "./special-days.ts";

afterEach(() => speak("en"));

const day = (date: string, name: string) => ({ date, name, windows: [] });

test("an added day replaces one of the same date, and days are in order", () => {
  const days = [day("2026-05-01", "Labor Day"), day("2026-12-24", "Christmas Eve")];
  expect(withSpecialDays(days, [day("2026-12-24", "Party"), day("2026-01-02", "Inventory")])).toEqual([
    day("2026-01-02", "Inventory"),
    day("2026-05-01", "Labor Day"),
    day("2026-12-24", "Party"),
  ]);
});

test("years are listed with the number of their holidays", () => {
  const days = [day("2026-03-03", "Makha Bucha"), day("2026-04-13", "Songkran"), day("2027-04-13", "Songkran")];
  expect(yearsWithCounts(days, [2026, 2027])).toBe("2026: 2, 2027: 1");
});

const missingIn = (days: Parameters<typeof coverage>[0]) =>
  coverage(days, 2026).map(({ year, days: own, missing }) => [year, own.length, missing]);

test("a year says which holidays of earlier years it lacks, and the next year is named even without days", () => {
  const thisYear = [
    day("2026-03-03", "Makha Bucha"),
    day("2026-04-13", "Songkran"),
    day("2026-05-31", "Vesak, Election"),
  ];
  expect(missingIn(thisYear)).toEqual([
    [2026, 3, []],
    [2027, 0, ["Makha Bucha", "Songkran", "Vesak", "Election"]],
  ]);
  const next = [...thisYear, day("2027-04-13", "Songkran"), day("2027-05-20", "Vesak (substitute day)")];
  expect(missingIn(next)[1]).toEqual([2027, 2, ["Makha Bucha", "Election"]]);
  expect(yearsText(next, 2026)).toBe("2026: 3, 2027: 2");
});

test("past years are listed without what they lack, and a calendar for later years shows each one until then", () => {
  const days = [day("2024-01-01", "New Year"), day("2024-03-03", "Fair"), day("2025-01-01", "New Year")];
  expect(missingIn([...days, day("2028-01-01", "New Year")])).toEqual([
    [2024, 2, []],
    [2025, 1, []],
    [2026, 0, ["New Year", "Fair"]],
    [2027, 0, ["New Year", "Fair"]],
    [2028, 1, ["Fair"]],
  ]);
});

test("years are those of the language's calendar", async () => {
  await speak("th");
  expect(yearsText([day("2026-04-13", "วันสงกรานต์")], 2026)).toBe("2569: 1, 2570: 0");
  expect(yearsWithCounts([day("2026-04-13", "วันสงกรานต์")], [2026])).toBe("2569: 1");
});
