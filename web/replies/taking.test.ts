import { expect, test } from "vitest";
import { canTake } from "./taking.ts";

const REPLY = { isNote: false, isAssigned: false };

test.each([
  ["new", null, REPLY, true],
  ["pending", null, REPLY, true],
  ["assigned", "fay", REPLY, false],
  ["resolved", null, REPLY, false],
  ["closed", null, REPLY, false],
  ["new", null, { ...REPLY, isNote: true }, false],
  ["new", null, { ...REPLY, isAssigned: true }, false],
] as const)(
  "a ticket that is %s, with the assignee %j, can be taken by %j: %j",
  (status, assigned_to, draft, isPossible) => {
    expect(canTake({ status, assigned_to }, draft)).toBe(isPossible);
  },
);
