import { expect, test } from "vitest";
import type { AutomationActions } from "../../wire/automation-words.ts";
import { addAction, kindsIn, kindsLeft, OTHERS, removeAction, TEXTS } from "./action-kinds.ts";

const URGENT: AutomationActions = { changes: { priority: "urgent" } };

test.each<[name: string, value: string | undefined, added: AutomationActions]>([
  ["status", undefined, { changes: { priority: "urgent", status: null } }],
  ["status", "pending", { changes: { priority: "urgent", status: "pending" } }],
  ["assigned_to", "none", { changes: { priority: "urgent", assigned_to: null } }],
  ["assigned_team", "none", { changes: { priority: "urgent", assigned_team: "" } }],
  ["add_tags", undefined, { changes: { priority: "urgent", add_tags: [] } }],
  ["remove_tags", "a=b", { changes: { priority: "urgent", remove_tags: ["a=b"] } }],
  ["note", undefined, { ...URGENT, note: "" }],
  ["reply", undefined, { ...URGENT, reply: "" }],
  ["notify", undefined, { ...URGENT, notify: { to: ["lead"], text: "" } }],
  ["notify", "team", { ...URGENT, notify: { to: ["team"], text: "" } }],
  ["macro", undefined, { ...URGENT, macro: "" }],
  ["macro", "m1", { ...URGENT, macro: "m1" }],
  ["snooze", undefined, { ...URGENT, snooze: 24 }],
  ["survey_start", undefined, { ...URGENT, survey: "start" }],
  ["survey_none", undefined, { ...URGENT, survey: "none" }],
])("%s is added with the value %s, and removed again", (name, value, added) => {
  expect(addAction(URGENT, name, value)).toEqual(added);
  expect(kindsIn(added, [name])).toEqual([name]);
  expect(kindsLeft(added)).not.toContain(name);
  expect(removeAction(added, name)).toEqual(URGENT);
});

test("a rule without its last change has no empty changes", () => {
  expect(removeAction({ ...URGENT, note: "Hi" }, "priority")).toEqual({ note: "Hi" });
});

test("what a rule has is listed by kind, and a rule with one action about surveys is not offered the other", () => {
  const rule: AutomationActions = { survey: "none", reply: "Hi", note: "" };
  expect([kindsIn(rule, TEXTS), kindsIn(rule, OTHERS)]).toEqual([["note", "reply"], ["survey_none"]]);
  expect(kindsLeft(rule)).toEqual([
    ...["status", "priority", "category", "assigned_to", "assigned_team", "add_tags", "remove_tags"],
    ...["notify", "macro", "snooze"],
  ]);
});
