import { expect, test } from "vitest";
import { CHARTS, chartsOf } from "./charts.ts";
import { searchBehind, searchIn } from "./searches.ts";

const asked = { from: "2026-11-01", to: "2026-11-30", tz: "Asia/Bangkok", team: "Tech" };
const november = { created_after: "2026-10-31T17:00:00.000Z", created_before: "2026-11-30T17:00:00.000Z" };

test("the list behind a figure covers the whole last day, in the report's zone", () => {
  expect(searchBehind("created", asked)).toEqual({ view: "all", team: "Tech", ...november });
  expect(searchBehind("reopened", asked)).toBeNull();
});

test.each([
  ["status", { status: "new", open: 3 }, { open: "true", status: "new" }],
  ["team", { team: "", open: 3 }, { open: "true", team: "none" }],
  ["assigned_to", { user: "u1", name: "Ann" }, { open: "true", assigned_to: "u1" }],
  ["assigned_to", { user: null, name: "Former agent" }, null],
  ["company", { company: "c1", name: "Harbour" }, { ...november, company: "c1" }],
  ["company", { company: null, name: "Others" }, null],
] as const)("the list behind a bar of %s %j", (filter, row, expected) => {
  expect(searchIn(filter, row, asked)).toEqual(expected && { view: "all", team: "Tech", ...expected });
});

test("a dashboard shows the charts that the user chose, in that order, and all of them before", () => {
  expect(chartsOf(["workload", "long_gone", "backlog"])).toEqual(["workload", "backlog"]);
  expect(chartsOf([])).toEqual(CHARTS);
  expect(chartsOf(["long_gone"])).toEqual(CHARTS);
});
