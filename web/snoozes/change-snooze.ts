import "../lib/later-texts.ts";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf, BodyOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { momentIn } from "../lib/short-time.ts";
import { type Translate, t } from "../lib/texts.ts";
import { catchUp } from "../rows/catch-up.ts";
import { showError, showNotice } from "../ui/notices.ts";
import type { SnoozeTarget } from "./snooze-asked.ts";

export type SnoozeValues = BodyOf<"PUT", "/tickets/{id}/snooze/">;

export const snoozeQuery = (id: string) =>
  queryOptions({
    queryKey: ["snooze", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/snooze/", { path: { id }, signal }),
  });

export type Snooze = AnswerOf<"GET", "/tickets/{id}/snooze/">;

/** What a snooze or a reminder waits for, or that it is over. */
export function snoozeWords(t: Translate, { until, ended_at, is_reminder }: Snooze): string {
  if (ended_at) return t(is_reminder ? "snooze.overReminder" : "snooze.over");
  if (!until) return t(is_reminder ? "snooze.stateReminderReply" : "snooze.stateReply");
  return t(is_reminder ? "snooze.stateReminder" : "snooze.state", { when: momentIn(until) });
}

async function show(id: string): Promise<void> {
  for (const key of ["snooze", "view-counts", "inbox-count"]) void queryClient.invalidateQueries({ queryKey: [key] });
  await catchUp([id]).catch(() => {});
}

function noticeOf(number: string, { until, is_reminder }: SnoozeValues): string {
  if (!until) return t(is_reminder ? "snooze.setReminderReply" : "snooze.setReply", { number });
  return t(is_reminder ? "snooze.setReminder" : "snooze.set", { number, when: momentIn(until) });
}

/** Snoozes a ticket for the current user. Undo restores the earlier snooze, if there was one. */
export async function snooze({ id, ticket_number: number }: SnoozeTarget, values: SnoozeValues): Promise<void> {
  try {
    await api.put("/tickets/{id}/snooze/", values, { path: { id } });
    showNotice(noticeOf(number, values), {
      run: () => void endSnooze({ id, ticket_number: number }, values.is_reminder ? "reminder" : "snooze"),
    });
    await show(id);
  } catch (error) {
    showError(error, t("snooze.notSet", { number }));
  }
}

/** Ends a snooze or a reminder, or removes its mark. `kind`: what the notice says has ended; left out, there is none. */
export async function endSnooze(
  { id, ticket_number: number }: SnoozeTarget,
  kind?: "snooze" | "reminder",
): Promise<void> {
  try {
    await api.remove("/tickets/{id}/snooze/", { path: { id } });
    if (kind) showNotice(t(kind === "reminder" ? "snooze.endedReminder" : "snooze.ended", { number }));
    await show(id);
  } catch (error) {
    showError(error, t("snooze.notSet", { number }));
  }
}
