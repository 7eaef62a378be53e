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
const kindOf = (one: ReturnType<typeof rule>, other: ReturnType<typeof rule>) => contradictionOf(one, other)?.kind;

describe("two automations that set a field to different values", () => {
  test("loop if each starts the other", () => {
    const raise = rule(changed("priority", "low"), { priority: "high" });
    const lower = rule(changed("priority", "high"), { priority: "low" });
    expect(contradictionOf(raise, lower)).toEqual({
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
      expect(contradictionOf(raise, other)).toBeNull();
    const resolve = rule({ on: "agent_replied" }, { status: "resolved" });
    expect(contradictionOf(resolve, rule(changed("status"), { status: "pending" }, { open: "true" }))).toBeNull();
    const fromLow = rule({ on: "customer_replied" }, { priority: "high" }, { priority: "low" });
    expect(contradictionOf(fromLow, rule(changed("priority", "high", "urgent"), { priority: "low" }))).toBeNull();
  });

  test("alternate if both wait for what the other one has set", () => {
    const on = { on: "customer_replied" } as const;
    const [low, high] = [{ priority: "low" }, { priority: "high" }];
    expect(kindOf(rule(on, high, low), rule(on, low, high))).toBe("alternates");
    // a general rule before a special one, a reply against an answer, and a ticket that is created once
    expect(kindOf(rule(on, high), rule(on, low, { category: "billing" }))).toBeUndefined();
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
  expect(contradictionOf(rule(on, { priority: "high" }), rule(on, { priority: "high" }))).toBeNull();
  expect(contradictionOf(rule(on, { priority: "high" }), rule(on, { status: "pending" }))).toBeNull();
});
