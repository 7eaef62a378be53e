import { afterEach, expect, test } from "vitest";
import { showTimes, startOfDay } from "../lib/time.ts";
import { wordsOfMoment } from "../tickets/filter-words.ts";
import { withoutFilters } from "./filter-fields.ts";
import { dayOfBound } from "./spans.ts";

afterEach(() => showTimes("system", ""));

test.each(["Asia/Bangkok", "UTC", "America/New_York"])("a day chosen in %s is that day there", (zone) => {
  showTimes("iso", zone);
  const chosen = startOfDay("2026-11-24");
  expect([wordsOfMoment(chosen), dayOfBound(chosen)]).toEqual(["2026-11-24", "2026-11-24"]);
  // as views stored days before
  expect([wordsOfMoment("2026-11-24"), dayOfBound("2026-11-24")]).toEqual(["2026-11-24", "2026-11-24"]);
});

test("a value that begins no day shows its time, and an invalid one stays unchanged", () => {
  showTimes("iso", "Asia/Bangkok");
  expect(wordsOfMoment("2026-11-24T00:00:00Z")).toMatch(/^2026-11-24, 0?7:00/);
  expect([wordsOfMoment("12h"), dayOfBound("12h"), dayOfBound("-7d"), dayOfBound()]).toEqual(["12h", "", "", ""]);
});

test("clearing the filters keeps the search, and keeps the trash view", () => {
  expect(withoutFilters({ trash: "true", q: "lobby", status: "new", priority: "low" })).toEqual({
    trash: "true",
    q: "lobby",
  });
  expect(withoutFilters({ status: "new" })).toEqual({});
});
