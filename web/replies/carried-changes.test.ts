import { expect, test } from "vitest";
import { joinChanges, oneByOne, withoutChange } from "./carried-changes.ts";

const CHANGES = { status: "pending", add_tags: ["player", "slow"] };

test("changes are removed one by one, and tags separately", () => {
  const [status, player, slow] = oneByOne(CHANGES);
  expect([status, player, slow]).toEqual([
    { name: "status", value: "pending" },
    { name: "add_tags", value: ["player"] },
    { name: "add_tags", value: ["slow"] },
  ]);
  const rest = withoutChange(withoutChange(CHANGES, player!), status!);
  expect(rest).toEqual({ add_tags: ["slow"] });
  expect(withoutChange(rest, slow!)).toEqual({});
});

test("an assignment that keeps the team is one change", () => {
  const changes = { assigned_to: "tom", is_handover: true, status: "pending" };
  const [assignee, status] = oneByOne(changes);
  expect(oneByOne(changes)).toEqual([assignee, status]);
  expect(withoutChange(changes, assignee!)).toEqual({ status: "pending" });
  expect(withoutChange(changes, status!)).toEqual({ assigned_to: "tom", is_handover: true });
});

test.each([
  ["other fields are kept", { priority: "high" }, { ...CHANGES, priority: "high" }],
  [
    "the later value wins",
    { status: "closed", assigned_to: null },
    { ...CHANGES, status: "closed", assigned_to: null },
  ],
  [
    "tags are collected, each once",
    { add_tags: ["Player", "vip"] },
    { ...CHANGES, add_tags: ["slow", "Player", "vip"] },
  ],
  [
    "a tag is not added and removed",
    { remove_tags: ["PLAYER"] },
    { ...CHANGES, add_tags: ["slow"], remove_tags: ["PLAYER"] },
  ],
  ["nothing is added to nothing", {}, CHANGES],
])("of two macros in one reply, %s", (_, later, expected) => {
  expect(joinChanges(CHANGES, later)).toEqual(expected);
});
