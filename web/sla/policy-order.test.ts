import { expect, test } from "vitest";
import { hiddenBy, movedAbove } from "./policy-order.ts";

const policy = (name: string, filters: Record<string, string>, is_active = true) => ({
  id: name,
  name,
  filters,
  is_active,
});

test.each<[string, ReturnType<typeof policy>, ReturnType<typeof policy>, string | null]>([
  ["is hidden by one for every ticket", policy("a", {}), policy("b", { priority: "urgent" }), "every"],
  ["for every ticket is hidden by another one", policy("a", {}), policy("b", {}), "same"],
  [
    "is hidden by one with the same values",
    policy("a", { team: "Tech,Music" }),
    policy("b", { team: "Music,Tech" }),
    "same",
  ],
  [
    "is hidden by one with more values",
    policy("a", { priority: "high,urgent" }),
    policy("b", { priority: "high" }),
    "wider",
  ],
  [
    "is hidden by one with fewer filters",
    policy("a", { team: "Tech" }),
    policy("b", { team: "Tech", priority: "low" }),
    "wider",
  ],
  [
    "applies below one with fewer values",
    policy("a", { priority: "high" }),
    policy("b", { priority: "high,urgent" }),
    null,
  ],
  ["for every ticket applies below one for some", policy("a", { priority: "high" }), policy("b", {}), null],
  ["applies below one with another filter", policy("a", { team: "Tech" }), policy("b", { priority: "high" }), null],
  [
    "applies below one with part of its text",
    policy("a", { subject: "pay,refund" }),
    policy("b", { subject: "pay" }),
    null,
  ],
  ["applies below one that is off", policy("a", {}, false), policy("b", {}), null],
  ["that is off has nothing to say", policy("a", {}), policy("b", {}, false), null],
])("a policy %s", (_, above, own, scope) => {
  const other = policy("other", { category: "billing" }, false);
  const hidden = hiddenBy([other, above, other, own], 3);
  expect(hidden).toEqual(scope && { by: 1, scope });
});

test("a policy moves right above the one that hides it, past those in between", () => {
  expect(movedAbove(["a", "b", "c", "d"], 3, 1)).toEqual(["a", "d", "b", "c"]);
});

test.each<[string, Record<string, string>[], Record<string, string>, number]>([
  ["each priority has one", [{ priority: "high,urgent" }, { priority: "low,medium" }], {}, 0],
  ["each of its teams has one", [{ tags: "vip" }, { team: "Tech" }, { team: "Music" }], { team: "Music,Tech" }, 1],
  [
    "two fields are divided",
    [{ priority: "low" }, { priority: "high,medium,urgent", team: "Tech" }],
    { team: "Tech" },
    0,
  ],
  [
    "they have the same text",
    [
      { q: "bar", priority: "low" },
      { q: "bar", priority: "high" },
    ],
    { q: "bar", priority: "high,low" },
    0,
  ],
])("a policy is hidden by several together if %s", (_, above, own, by) => {
  const policies = [...above, own].map((filters, n) => policy(`${n}`, filters));
  expect(hiddenBy(policies, above.length)).toEqual({ by, scope: "together" });
});

test.each<[string, Record<string, string>[], Record<string, string>, boolean?]>([
  ["a priority is left", [{ priority: "high,urgent" }, { priority: "low" }], {}],
  ["a ticket can be in no team of theirs", [{ team: "Tech" }, { team: "Music" }], {}],
  ["one of them has another condition", [{ priority: "low", tags: "vip" }, { priority: "high,medium,urgent" }], {}],
  ["one of them is off", [{ priority: "low" }, { priority: "high,medium,urgent" }], {}, false],
])("a policy applies below several if %s", (_, above, own, isOn = true) => {
  const policies = [...above, own].map((filters, n) => policy(`${n}`, filters, n > 0 || isOn));
  expect(hiddenBy(policies, above.length)).toBeNull();
});
