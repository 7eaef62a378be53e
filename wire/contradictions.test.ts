import { describe, expect, test } from "vitest";
import type { Trigger } from "./automation-words.ts";
import { contradictionOf } from "./contradictions.ts";

const rule = (trigger: Trigger, changes: Record<string, unknown>, filters: Record<string, string> = {}) => ({
  trigger,
  filters,
  actions: { changes },
});
const changed = (field: string, to?: string, from?: string): Trigger => ({
  on: "changed",
  field,
  ...(from && { from: [from] }),
  ...(to && { to: [to] }),
});
type Rule = ReturnType<typeof rule>;
const kindOf = (one: Rule, other: Rule) => contradictionOf(one, other, true)?.kind;

describe("two automations that set a field to different values", () => {
  test("loop if each starts the other", () => {
    const raise = rule(changed("priority", "low"), { priority: "high" });
    const lower = rule(changed("priority", "high"), { priority: "low" });
    expect(contradictionOf(raise, lower, true)).toEqual({
      kind: "loop",
      field: "priority",
      value: "high",
      other_value: "low",
    });
    // the values in the conditions instead of the trigger
    const anyChange = changed("priority");
    expect(
      kindOf(
        rule(anyChange, { priority: "high" }, { priority: "low, medium" }),
        rule(anyChange, { priority: "low" }, { priority: "high" }),
      ),
    ).toBe("loop");
  });

  test("contradict if the change of one starts the other, which takes it back", () => {
    const raise = rule({ on: "created" }, { priority: "high" }, { category: "billing" });
    const lower = rule(changed("priority", "high"), { priority: "low" });
    expect([kindOf(raise, lower), kindOf(lower, raise)]).toEqual(["undone", "undoes"]);
    // started by another field of the same change
    const close = rule({ on: "agent_replied" }, { status: "resolved", assigned_team: "Finance" });
    expect(kindOf(close, rule(changed("status", "resolved"), { assigned_team: "Tech" }))).toBe("undone");
    expect(
      kindOf(
        rule({ on: "created" }, { assigned_to: null }),
        rule(changed("assigned_to", "none"), { assigned_to: "x" }),
      ),
    ).toBe("undone");
  });

  test("do not contradict if the other one’s trigger or conditions exclude the result", () => {
    const raise = rule({ on: "created" }, { priority: "high" }, { category: "billing" });
    for (const other of [
      rule(changed("priority", "urgent"), { priority: "low" }),
      rule(changed("status"), { priority: "low" }),
      rule(changed("priority", "high"), { priority: "low" }, { category: "technical" }),
      rule(changed("priority"), { priority: "low" }, { priority: "medium" }),
    ])
      expect(kindOf(raise, other)).toBeUndefined();
    const resolve = rule({ on: "agent_replied" }, { status: "resolved" });
    expect(kindOf(resolve, rule(changed("status"), { status: "pending" }, { open: "true" }))).toBeUndefined();
    const fromLow = rule({ on: "customer_replied" }, { priority: "high" }, { priority: "low" });
    expect(kindOf(fromLow, rule(changed("priority", "high", "urgent"), { priority: "low" }))).toBeUndefined();
  });

  test("alternate if both wait for what the other one has set", () => {
    const on = { on: "customer_replied" } as const;
    const [low, high] = [{ priority: "low" }, { priority: "high" }];
    expect(kindOf(rule(on, high, low), rule(on, low, high))).toBe("alternates");
    // a reply against an answer, and a ticket that is created once
    expect(kindOf(rule(on, high, low), rule({ on: "agent_replied" }, low, high))).toBeUndefined();
    expect(kindOf(rule({ on: "created" }, high, low), rule({ on: "created" }, low, high))).toBeUndefined();
  });

  test("contradict if one adds a tag and the other one removes it", () => {
    const add = rule(changed("tags", undefined, "VIP"), { add_tags: ["vip"] });
    const remove = rule(changed("tags", "vip"), { remove_tags: ["VIP"] });
    expect(kindOf(add, remove)).toBe("loop");
    expect(kindOf(rule({ on: "created" }, { add_tags: ["new"] }), remove)).toBeUndefined();
  });
});

test("automations that set the same value, or different fields, do not contradict", () => {
  const on = changed("priority");
  expect(kindOf(rule(on, { priority: "high" }), rule(on, { priority: "high" }))).toBeUndefined();
  expect(kindOf(rule(on, { priority: "high" }), rule(on, { status: "pending" }))).toBeUndefined();
  // a value that is still to be chosen in the form
  expect(kindOf(rule(on, { priority: null }), rule(on, { priority: "high" }))).toBeUndefined();
});

const created: Trigger = { on: "created" };
const waiting = (hours: number, calendar: string | null = null): Trigger => ({ on: "unanswered", hours, calendar });
const using = (...macros: string[]): Trigger => ({ on: "macro_applied", macros });

describe("two automations that set a field to different values on the same event", () => {
  const both = (one: [Trigger, object?], other: [Trigger, object?]) => {
    const [high, low] = [{ priority: "high" }, { priority: "low" }];
    const rules = [rule(one[0], high, { ...one[1] }), rule(other[0], low, { ...other[1] })] as const;
    return [contradictionOf(...rules, true), contradictionOf(rules[1], rules[0], true)];
  };

  test("contradict, and the last one in the list decides", () => {
    const [high, low] = [rule(created, { priority: "high" }), rule(created, { priority: "low" })];
    const clash = { field: "priority", value: "high", other_value: "low" };
    expect(contradictionOf(high, low, true)).toEqual({ kind: "overrules", ...clash });
    expect(contradictionOf(high, low, false)).toEqual({ kind: "overruled", ...clash });
    const [add, remove] = [rule(created, { add_tags: ["vip"] }), rule(created, { remove_tags: ["VIP"] })];
    expect(contradictionOf(add, remove, false)).toMatchObject({ kind: "overruled", field: "tags", value: "vip" });
  });

  test.each<[string, [Trigger, object?], [Trigger, object?]]>([
    ["any way, and one way", [created], [{ on: "created", via: ["mail"] }]],
    ["a common way", [{ on: "created", via: ["mail", "api"] }], [{ on: "created", via: ["api"] }]],
    ["a general and a special condition", [created], [created, { category: "billing" }]],
    ["a common value", [created, { category: "billing,account" }], [created, { category: "Billing" }]],
    ["conditions on different fields", [created, { category: "billing" }], [created, { team: "Tech" }]],
    ["different tags, which a ticket can have both", [created, { tags: "vip" }], [created, { tags: "slow" }]],
    ["different words", [created, { subject: "invoice" }], [created, { subject: "refund" }]],
    ["a status of open tickets", [created, { open: "true" }], [created, { status: "pending,closed" }]],
    ["the same change", [changed("status", "pending")], [changed("status")]],
    ["spans with common times", [created, { created_after: "-7d" }], [created, { created_before: "-2d" }]],
    ["times that cannot be compared", [created, { due_before: "-7d" }], [created, { due_after: "2026-01-01" }]],
    ["the same wait", [waiting(4)], [waiting(4), { category: "billing" }]],
    ["a reply with a macro", [using("m1")], [{ on: "agent_replied" }]],
    ["a note with a macro", [{ on: "note_added" }], [using("m1")]],
    ["a common macro", [using("m1", "m2")], [using("m2")]],
    ["a breached target", [{ on: "sla_breached" }], [{ on: "sla_breached" }]],
  ])("contradict with %s", (_, one, other) => {
    expect(both(one, other)).toMatchObject([{ kind: "overrules" }, { kind: "overrules" }]);
  });

  test.each<[string, [Trigger, object?], [Trigger, object?]]>([
    ["different ways", [{ on: "created", via: ["mail"] }], [{ on: "created", via: ["web", "api"] }]],
    ["different values", [created, { category: "billing" }], [created, { category: "technical,account" }]],
    ["no assignee, and some", [created, { assigned_to: "none" }], [created, { assigned_to: "u1,u2" }]],
    ["a status of ended tickets", [created, { open: "true" }], [created, { status: "resolved,closed" }]],
    ["an overdue ticket, which is open", [created, { overdue: "true" }], [created, { status: "closed" }]],
    ["a wait, which is of open tickets", [waiting(4), { status: "new" }], [waiting(4), { status: "pending" }]],
    ["another change", [changed("status", "pending")], [changed("status", "resolved")]],
    ["a change from another value", [changed("status", "", "new")], [changed("status", "", "pending")]],
    [
      "a change to a value that the other excludes",
      [changed("status", "new")],
      [changed("status"), { status: "closed" }],
    ],
    ["changes of different fields", [changed("status")], [changed("category")]],
    ["different waits", [waiting(4)], [waiting(8)]],
    ["waits in different hours", [waiting(4)], [waiting(4, "c1")]],
    ["different macros", [using("m1")], [using("m2")]],
    ["a macro and a customer's message", [using("m1")], [{ on: "customer_replied" }]],
    ["different events", [{ on: "agent_replied" }], [{ on: "note_added" }]],
    ["spans without a common time", [created, { created_after: "-7d" }], [created, { created_before: "-7d" }]],
    ["days without a common time", [created, { due_before: "2026-01-01" }], [created, { due_after: "2026-01-01" }]],
  ])("do not contradict with %s", (_, one, other) => {
    expect(both(one, other)).toEqual([null, null]);
  });
});
