import { expect, test } from "vitest";
import { rulesOnCreation, trialFor } from "./trial.ts";

const rule = (minute: number, filters: Record<string, string>, more: object = {}) => ({
  name: "Rule",
  trigger: { on: "created" as const },
  filters,
  actions: {},
  is_active: true,
  created_at: `2026-11-27T10:0${minute}:00Z`,
  ...more,
});
const policy = (minute: number, filters: Record<string, string>, is_active = true) => ({
  filters,
  is_active,
  created_at: `2026-11-27T10:0${minute}:00Z`,
});

test.each([
  ["an ordinary one without rules", [], [], { about: "", category: "technical", priority: "medium", via: "web" }],
  [
    "one that the newest rule matches",
    [rule(2, { subject: "invoice, payment", priority: "high" }), rule(1, { category: "account" })],
    [],
    { about: "invoice", category: "technical", priority: "high", via: "web" },
  ],
  [
    "one that the newest policy matches, too",
    [rule(1, { text: "refund", category: "billing,account" })],
    [policy(1, { priority: "low" }), policy(2, { priority: "urgent", category: "request" })],
    { about: "refund", category: "billing", priority: "urgent", via: "web" },
  ],
  [
    "one that arrives as the newest rule wants it",
    [rule(2, { subject: "refund" }, { trigger: { on: "created", via: ["mail", "portal"] } })],
    [],
    { about: "refund", category: "technical", priority: "medium", via: "mail" },
  ],
  [
    "none for rules and policies that do not act on it",
    [
      rule(3, { subject: "off" }, { is_active: false }),
      rule(2, { subject: "late" }, { trigger: { on: "unanswered", hours: 48 } }),
    ],
    [policy(2, { priority: "urgent" }, false)],
    { about: "", category: "technical", priority: "medium", via: "web" },
  ],
])("a trial ticket is %s", (_, rules, policies, expected) => {
  expect(trialFor(rules as never, policies)).toEqual(expected);
});

test("rules that new tickets do not trigger are not tried", () => {
  const timed = rule(1, {}, { trigger: { on: "unanswered", hours: 48 } });
  const fromEmail = rule(3, {}, { trigger: { on: "created", via: ["mail"] } });
  expect(rulesOnCreation([timed, fromEmail] as never)).toEqual([fromEmail]);
});
