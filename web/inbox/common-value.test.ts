import { expect, test } from "vitest";
import { commonValue } from "./common-value.ts";

const row = (values: object = {}) =>
  ({ status: "new", priority: "low", assigned_to: null, assigned_team: "", ...values }) as never;

test.each([
  ["status", [row()], "new"],
  ["status", [row(), row()], "new"],
  ["status", [row(), row({ status: "closed" })], undefined],
  ["status", [row(), undefined], undefined],
  ["status", [], undefined],
  ["priority", [row({ priority: "high" })], "high"],
  ["team", [row()], "none"],
  ["team", [row({ assigned_team: "Tech" })], "Tech"],
  ["assignee", [row()], "none"],
  ["assignee", [row({ assigned_to: "tom" })], "me"],
  ["assignee", [row({ assigned_to: "ann" })], "ann"],
  ["tags", [row()], undefined],
] as const)("the common %s of tickets, case %#", (kind, rows, value) => {
  expect(commonValue(kind, rows, "tom")).toBe(value);
});
