import { describe, expect, test } from "vitest";
import { holdsBack, type TicketEvent } from "./rules.ts";

const REPLY = { isNote: false, sets: {}, recipients: [] };
const NOTE = { ...REPLY, isNote: true };
const happened = (kind: string, changes: TicketEvent["changes"] = null): TicketEvent => ({
  kind,
  actor_kind: "user",
  changes,
});
const changed = (name: string, before: unknown, after: unknown) =>
  happened("ticket.updated", { [name]: [before, after] });

describe("a reply that sets no field, and a note, are held back by", () => {
  test.each([
    ["comment.added", true, true],
    ["comment.updated", true, true],
    ["comment.deleted", true, true],
    ["attachment.added", true, true],
    ["attachment.replaced", true, true],
    ["attachment.deleted", true, true],
    ["attachment.renamed", false, false],
    ["survey.answered", true, true],
    ["ticket.merged", true, true],
    ["ticket.unmerged", true, true],
    ["ticket.linked", false, false],
    ["ticket.unlinked", false, false],
    ["ticket.sent", false, false],
    ["checklist.added", false, false],
    ["checklist.changed", false, false],
    ["participant.added", false, false],
    ["sla.changed", false, false],
    ["snooze.changed", false, false],
    ["reply.returned", false, false],
  ])("%s: %j, %j", (kind, isReplyHeld, isNoteHeld) => {
    expect(holdsBack(happened(kind), REPLY)).toBe(isReplyHeld);
    expect(holdsBack(happened(kind), NOTE)).toBe(isNoteHeld);
  });

  test.each([
    ["subject", "Music", "No music", false, false],
    ["description", "<p>No music</p>", "<p>No sound</p>", true, true],
    ["contact", "ann", "bob", true, false],
    ["contact", "ann", null, true, false],
    ["company", "cafe", "hotel", false, false],
    ["zone", null, "lobby", false, false],
    ["status", "new", "in_progress", false, false],
    ["status", "new", "pending", false, false],
    ["status", "new", "resolved", true, false],
    ["status", "resolved", "closed", true, false],
    ["status", "resolved", "in_progress", false, false],
    ["priority", "medium", "urgent", false, false],
    ["category", "general", "billing", false, false],
    ["assigned_to", null, "fay", false, false],
    ["assigned_team", "Tech", "Finance", false, false],
    ["due_date", null, "2026-12-01T12:00:00Z", false, false],
    ["tags", "vip", "vip, player", false, false],
  ])("%s from %j to %j: %j, %j", (name, before, after, isReplyHeld, isNoteHeld) => {
    expect(holdsBack(changed(name, before, after), REPLY)).toBe(isReplyHeld);
    expect(holdsBack(changed(name, before, after), NOTE)).toBe(isNoteHeld);
    expect(holdsBack({ ...changed(name, before, after), kind: "ticket.undone" }, REPLY)).toBe(isReplyHeld);
  });
});

test.each([
  [{ priority: "high" }, "priority", "medium", "urgent", true],
  [{ priority: "high" }, "priority", "medium", "high", false],
  [{ priority: "high" }, "category", "general", "billing", false],
  [{ status: "pending" }, "status", "new", "in_progress", true],
  [{ status: "pending" }, "status", "new", "pending", false],
  [{ status: "resolved" }, "status", "new", "resolved", true],
  [{ assigned_to: "tom" }, "assigned_to", null, "fay", true],
  [{ assigned_to: "tom" }, "assigned_to", null, "tom", false],
  [{ assigned_to: null }, "assigned_to", "tom", "fay", true],
  [{ due_date: null }, "due_date", null, "2026-12-01T12:00:00Z", true],
  [{ add_tags: ["Player"] }, "tags", "", "vip", false],
  [{ add_tags: ["Player"] }, "tags", "", "player", false],
  [{ add_tags: ["Player"] }, "tags", "player, vip", "vip", true],
  [{ remove_tags: ["vip"] }, "tags", "", "VIP", true],
  [{ remove_tags: ["vip"] }, "tags", "vip", "", false],
])("a reply that sets %j after %s went from %j to %j is held back: %j", (sets, name, before, after, isHeld) => {
  expect(holdsBack(changed(name, before, after), { ...REPLY, sets })).toBe(isHeld);
});

test.each([
  [["Bob@cafe.test"], false, true],
  [["ann@cafe.test"], false, false],
  [[], false, false],
  [["bob@cafe.test"], true, false],
])("a reply to %j (note: %j) after Bob was removed is held back: %j", (recipients, isNote, isHeld) => {
  const removal = happened("participant.removed", { participant: ["bob@cafe.test", null] });
  expect(holdsBack(removal, { ...REPLY, isNote, recipients })).toBe(isHeld);
});
