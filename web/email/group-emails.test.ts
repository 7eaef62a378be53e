import { expect, test } from "vitest";
import { groupByMessage, groupByOutcome } from "./group-emails.ts";

const HELD = { state: "held", reason: "no_mailbox", last_reply: null, waits_for: null } as const;
const held = (id: string) => ({ id, ...HELD });
const idsOf = (groups: readonly (readonly { id: string }[])[]) =>
  groups.map((each) => each.map(({ id }) => id).join(" "));

test("recipients of a reply share a line if their emails have the same outcome", () => {
  const emails = [
    held("to"),
    { ...held("sent"), state: "accepted", reason: null, last_reply: "250 Ok" } as const,
    held("cc"),
    { ...held("none"), state: "suppressed", reason: "suppressed" } as const,
    { ...held("neither"), state: "suppressed", reason: "suppressed" } as const,
    { ...held("refused"), state: "failed", reason: "refused", last_reply: "550 No" } as const,
    { ...held("full"), state: "failed", reason: "refused", last_reply: "552 Full" } as const,
  ];
  expect(idsOf(groupByOutcome(emails))).toEqual(["to cc", "sent", "none", "neither", "refused", "full"]);
});

test("the list has a line for each message, not for each recipient", () => {
  const of = (id: string, comment: string | null, kind = "reply") => ({ ...held(id), kind, ticket: "t", comment });
  const emails = [
    of("1", "b"),
    of("2", "a"),
    of("3", "b"),
    of("4", "b", "response"),
    of("5", null, "opening"),
    of("6", null, "opening"),
    of("7", null, "digest"),
    of("8", null, "digest"),
    { ...of("9", "b"), state: "accepted" } as const,
  ];
  expect(idsOf(groupByMessage(emails))).toEqual(["1 3", "2", "4", "5 6", "7", "8", "9"]);
});
