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
