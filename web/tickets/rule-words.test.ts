// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { loopRemark, RUN_REMARKS } from "../../wire/automation-remarks.ts";
import type { Trigger } from "../../wire/automation-words.ts";
import { t } from "../lib/texts.ts";
import { showTimes } from "../lib/time.ts";
import { actionWords, changeLines, conditionWords, keptLines, remarkWords, triggerWords } from "./rule-words.ts";

afterEach(() => showTimes("system", ""));

const names = { company: ["Harbour Hotel"], contact: [], zone: ["Bar", "Lobby"] };
const words = (filters: Record<string, string>) => conditionWords(t, (id) => `Agent ${id}`, filters, names);

test.each([
  [{ subject: "invoice" }, ["Subject contains invoice"]],
  [{ subject: "invoice,payment" }, ["Subject contains invoice or payment"]],
  [
    { text: "refund", contact_email: "@reef.example" },
    ["Subject or description contains refund", "Contact’s email contains @reef.example"],
  ],
  [{ category: "billing", priority: "high,urgent" }, ["Category Billing", "Priority High or Urgent"]],
  [
    { team: "none", assigned_to: "none", created_by: "1" },
    ["Team No team", "Assignee Unassigned", "Created by Agent 1"],
  ],
  [{ tags: "vip", rating: "1,2", sla: "due_soon" }, ["Tags vip", "Rating 1 or 2", "SLA Due soon"]],
  [{ open: "true", has_files: "false" }, ["Open", "Has files: no"]],
  [{ company: "5", zone: "6,7" }, ["Company Harbour Hotel", "Zone Bar or Lobby"]],
  [
    { created_after: "-7d", due_after: "0d", due_before: "1d" },
    ["Created in the last 7 days", "Due date within a day"],
  ],
  [{ updated_before: "2026-11-24" }, ["Last activity before 2026-11-24"]],
])("a rule's conditions are in words with all their values: %o", (filters, expected) => {
  showTimes("iso", "UTC");
  expect(words(filters as Record<string, string>)).toEqual(expected);
});

test.each<[Trigger, string]>([
  [{ on: "created" }, "a ticket is created"],
  [{ on: "created", via: ["mail", "portal"] }, "a ticket is created by email or the help center"],
  [{ on: "macro_applied" }, "an agent sends a macro"],
  [{ on: "macro_applied", macros: ["1", "2"] }, "an agent sends the macro Name 1 or Name 2"],
  [{ on: "changed", field: "assigned_to", from: ["none"], to: ["1"] }, "Assignee changes from Unassigned to Name 1"],
  [{ on: "unanswered", hours: 1, calendar: null }, "a ticket is not answered for 1 hour"],
  [{ on: "unchanged", hours: 8, calendar: "c" }, "a ticket is not changed for 8 open hours"],
])("when a rule runs is in words with all their values: %o", (trigger, words) => {
  expect(triggerWords(t, (id) => `Name ${id}`, trigger)).toBe(words);
});

test("what a rule does is in words with the names of macros, teams and people", () => {
  const actions = { changes: { assigned_team: "", assigned_to: null }, macro: "1", notify: { to: ["a-b"], text: "" } };
  expect(actionWords(t, (id) => `Name ${id}`, actions)).toEqual([
    "set Team to No team",
    "set Assignee to Unassigned",
    "apply the macro Name 1",
    "notify Name a-b",
  ]);
});

test("tags are listed in the same way before and after a change", () => {
  const lines = changeLines(t, String, { tags: ["payment,overdue", ["payment", "overdue", "invoice"]] });
  expect(lines).toEqual(["Tags: payment, overdue → payment, overdue, invoice"]);
});

test.each<[string, Record<string, unknown>, Record<string, unknown[]> | null, string[]]>([
  [
    "a value and a tag that were there",
    { priority: "high", add_tags: ["vip"] },
    null,
    ["Priority was High already", "the tag vip was there already"],
  ],
  [
    "what changed is left out",
    { priority: "high", status: "pending" },
    { priority: ["low", "high"] },
    ["Status was Pending already"],
  ],
  [
    "one of two tags",
    { add_tags: ["vip", "Bar"] },
    { tags: ["vip", ["vip", "bar"]] },
    ["the tag vip was there already"],
  ],
  [
    "tags that were not there",
    { remove_tags: ["x", "y", "bar"] },
    { tags: ["bar, vip", "vip"] },
    ["the tags x and y were not there"],
  ],
  ["everything changed", { add_tags: ["vip"] }, { tags: ["", "vip"] }, []],
])("what an automation did not have to change: %s", (_, wanted, changes, lines) => {
  expect(keptLines(t, String, wanted, changes)).toEqual(lines);
});

test.each([
  [RUN_REMARKS.noMacro, "noMacro"],
  [RUN_REMARKS.notEmailed, "notEmailed"],
  [loopRemark(["Up", "Down. Now"]), "loop “Up” → “Down. Now”"],
  ["It failed: out of memory", null],
])("the reason of a run is in the user's language if it is a usual one: %s", (remark, expected) => {
  const named = ((key: string, { names = "" } = {}) => `${key.replace("automations.remarks.", "")} ${names}`) as never;
  expect(remarkWords(named, remark).trim()).toBe(expected ?? remark);
});
