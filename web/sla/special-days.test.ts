import { expect, test } from "vitest";
import { withDays, yearsWithCounts } from "./special-days.ts";

const day = (date: string, name: string) => ({ date, name, windows: [] });

test("an added day replaces one of the same date, and days are in order", () => {
  const days = [day("2026-05-01", "Labor Day"), day("2026-12-24", "Christmas Eve")];
  expect(withDays(days, [day("2026-12-24", "Party"), day("2026-01-02", "Inventory")])).toEqual([
    day("2026-01-02", "Inventory"),
    day("2026-05-01", "Labor Day"),
    day("2026-12-24", "Party"),
  ]);
});

test("years are listed with the number of their holidays", () => {
  const days = [day("2026-03-03", "Makha Bucha"), day("2026-04-13", "Songkran"), day("2027-04-13", "Songkran")];
  expect(yearsWithCounts(days, [2026, 2027])).toBe("2026: 2, 2027: 1");
});
