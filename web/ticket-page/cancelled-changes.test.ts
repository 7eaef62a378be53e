import { expect, test } from "vitest";
import { foldCancelled } from "./cancelled-changes.ts";

type Changes = Record<string, [unknown, unknown]>;
const event = (changes: Changes | null, kind = "ticket.updated") => ({ kind, changes });
const status = (before: string, after: string, kind?: string) => event({ status: [before, after] }, kind);

test.each([
  ["a change and its undo", [status("new", "closed"), status("closed", "new", "ticket.undone")], [[2, ["status"]]]],
  ["a change that stays", [status("new", "closed")], [[1, null]]],
  [
    "a way round over several values",
    [status("new", "pending"), status("pending", "closed"), status("closed", "new")],
    [[3, ["status"]]],
  ],
  [
    "several fields, each changed back by itself",
    [
      event({ status: ["new", "closed"], priority: ["low", "high"] }),
      event({ priority: ["high", "low"] }),
      event({ status: ["closed", "new"] }),
    ],
    [[3, ["status", "priority"]]],
  ],
  [
    "a field that was empty before",
    [
      event({ assigned_to: [null, "tom"] }),
      event({ assigned_to: ["tom", "fay"] }),
      event({ assigned_to: ["fay", null] }),
    ],
    [[3, ["assigned_to"]]],
  ],
  [
    "what follows a pair",
    [status("new", "closed"), status("closed", "new"), status("new", "pending")],
    [
      [2, ["status"]],
      [1, null],
    ],
  ],
  [
    "a change that someone else takes back",
    [
      { ...status("new", "closed"), actor_name: "Assignment" },
      { ...status("closed", "new"), actor_name: "Ann" },
    ],
    [
      [1, null],
      [1, null],
    ],
  ],
  [
    "another event in between",
    [status("new", "closed"), event(null, "ticket.deleted"), status("closed", "new")],
    [
      [1, null],
      [1, null],
      [1, null],
    ],
  ],
])("%s", (_what, events, runs) => {
  expect(foldCancelled(events).map((run) => [run.events.length, run.fields])).toEqual(runs);
});
