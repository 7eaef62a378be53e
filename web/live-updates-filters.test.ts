// @vitest-environment jsdom
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { inboxFilters } from "../wire/inbox.ts";
import { fieldEntries } from "../wire/ticket-fields.ts";
import { notifyListeners } from "./lib/live.ts";
import { queryClient } from "./lib/query-client.ts";
import { startLiveUpdates } from "./live-updates.ts";
import { rowsChangedBy } from "./rows/catch-up.ts";

// Which events change the result of a filter. Time and the user's own drafts and read marks change results without an event.
const TICKET = ["ticket.created", "ticket.updated", "ticket.assigned", "ticket.undone"];
const REPLY = ["comment.added", "comment.updated", "comment.deleted"];
const TEXTS = ["contact.updated", "contact.erased"];
const CHANGED_BY: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    fieldEntries().flatMap(([, { kind, filter }]) => {
      if (!filter) return [];
      return (kind === "instant" ? [`${filter}_after`, `${filter}_before`] : [filter]).map((name) => [name, TICKET]);
    }),
  ),
  created_by: TICKET,
  ...Object.fromEntries(
    ["resolved_by", "resolved_after", "resolved_before", "created_after", "created_before"].map((name) => [
      name,
      TICKET,
    ]),
  ),
  ...Object.fromEntries(
    ["first_response_by", "first_response_after", "first_response_before", "updated_after", "updated_before"].map(
      (name) => [name, REPLY],
    ),
  ),
  sla: ["sla.changed"],
  rating: ["survey.answered"],
  subject: TICKET,
  text: TICKET,
  contact_email: ["ticket.updated", ...TEXTS],
  open: TICKET,
  overdue: TICKET,
  unread: ["ticket.created", ...REPLY],
  mentioned: REPLY,
  unread_mention: REPLY,
  has_files: ["attachment.added", "attachment.deleted"],
  has_draft: ["reply.returned"],
  snoozed: ["snooze.changed", "snooze.ended"],
  trash: ["ticket.deleted", "ticket.restored"],
  search: [...TICKET, "company.updated", "contact.erased"],
  q: [...TICKET, ...REPLY, ...TEXTS, "company.updated"],
};
const COUNTS = ["view-counts", "inbox-count"];

const isOld = (key: string) => queryClient.getQueryState([key])?.isInvalidated === true;

beforeAll(() => void vi.useFakeTimers());
afterAll(() => void vi.useRealTimers());

describe("when the result of a filter changes", () => {
  test("each filter names the events", () => {
    expect(Object.keys(CHANGED_BY).sort()).toEqual(inboxFilters.map(({ name }) => name).sort());
  });

  test.each([...new Set(Object.values(CHANGED_BY).flat())])("%s renews the counts and the list", (kind) => {
    const stop = startLiveUpdates();
    for (const key of COUNTS) queryClient.setQueryData([key], {});
    const event = { id: 1, at: "", kind, actor: null, ticket: "T", about: "A", changes: null };
    notifyListeners(kind, event);
    vi.advanceTimersByTime(1_000);
    expect(COUNTS.filter((key) => !isOld(key))).toEqual([]);
    expect(rowsChangedBy(kind, event)).not.toEqual([]);
    stop();
  });
});
