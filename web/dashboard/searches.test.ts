import { expect, test } from "vitest";
import { CHARTS, chartsOf, hasFigures } from "./charts.ts";
import { searchBehind, searchIn, searchOfDay } from "./searches.ts";

const asked = { from: "2026-11-01", to: "2026-11-30", tz: "Asia/Bangkok", team: "Tech" };
const november = { created_after: "2026-10-31T17:00:00.000Z", created_before: "2026-11-30T17:00:00.000Z" };

test("the list behind a figure covers the whole last day, in the report's zone", () => {
  expect(searchBehind("created", asked)).toEqual({ view: "all", team: "Tech", ...november });
  expect(searchBehind("reopened", asked)).toBeNull();
});

test.each([
  ["status", "open", { status: "new", open: 3 }, { open: "true", status: "new" }],
  ["team", "open", { team: "", open: 3 }, { open: "true", team: "none" }],
  ["assigned_to", "open", { user: "u1", name: "Ann" }, { open: "true", assigned_to: "u1" }],
  ["assigned_to", "open", { user: null, name: "Former agent" }, null],
  ["company", "created", { company: "c1", name: "Harbour" }, { ...november, company: "c1" }],
  ["company", "open", { company: "c1", name: "Harbour" }, { open: "true", company: "c1" }],
  ["company", "created", { company: null, name: "Others" }, null],
] as const)("the list behind a bar of %s: %s of %j", (filter, figure, row, expected) => {
  expect(searchIn(filter, figure, row, asked)).toEqual(expected && { view: "all", team: "Tech", ...expected });
});

const { team: _, ...withoutTeam } = asked;
const [after, before] = Object.values(november);

test.each([
  ["resolved", { view: "all", resolved_by: "u1", resolved_after: after, resolved_before: before }],
  [
    "first_responses",
    { view: "all", first_response_by: "u1", first_response_after: after, first_response_before: before },
  ],
])("the list behind what an agent did: %s", (figure, expected) => {
  const agent = { user: "u1", name: "Ann" };
  expect(searchIn("assigned_to", figure, agent, withoutTeam)).toEqual(expected);
  expect(searchIn("assigned_to", figure, { ...agent, user: null }, withoutTeam)).toBeNull();
  // a report counts by the team that a ticket had then, a list by its present team
  expect(searchIn("assigned_to", figure, agent, asked)).toBeNull();
});

test("a dashboard shows the charts that the user chose, in that order, and all of them before", () => {
  const none = new Set<never>();
  expect(chartsOf(["workload", "long_gone", "backlog"], none)).toEqual(["workload", "backlog"]);
  expect(chartsOf([], none)).toEqual(CHARTS);
  expect(chartsOf(["long_gone"], none)).toEqual(CHARTS);
});

test("charts of a part that the desk does not use are left out, unless the user chose them", () => {
  const withoutSla = CHARTS.filter((name) => !/^sla/.test(name));
  expect(withoutSla).toHaveLength(CHARTS.length - 4);
  expect(chartsOf([], new Set(["sla"]))).toEqual(withoutSla);
  expect(chartsOf([], new Set(["satisfaction"]))).toEqual(CHARTS.filter((name) => !/^satisfaction/.test(name)));
  expect(chartsOf(["sla", "workload"], new Set(["sla"]))).toEqual(["sla", "workload"]);
});

test.each([
  [{ met: 0, breached: 1, met_percent: 0 }, true],
  [{ sent: 1, answered: 0, satisfied: null }, true],
  [{ met: 0, breached: 0, met_percent: null }, false],
  [null, false],
])("whether a report with the totals %j has figures: %s", (totals, expected) => {
  expect(hasFigures(totals)).toBe(expected);
});

test.each([
  ["created", { day: "2026-11-03", days: null }, ["2026-11-02T17:00:00.000Z", "2026-11-03T17:00:00.000Z"]],
  ["resolved", { day: "2026-11-02", days: 7 }, ["2026-11-01T17:00:00.000Z", "2026-11-08T17:00:00.000Z"]],
] as const)("the list behind the %s tickets of a day or week", (figure, row, [from, to]) => {
  const query = { ...asked, tz: "Asia/Bangkok" };
  expect(searchOfDay(figure, row, query)).toMatchObject({ [`${figure}_after`]: from, [`${figure}_before`]: to });
  expect(searchOfDay("median", row, query)).toBeNull();
});
