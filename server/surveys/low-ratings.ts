import { MAX_LOW_RATING } from "../../wire/survey-words.ts";
import { notify } from "../emails/notifications.ts";
import type { Reaction } from "../events/reader.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { query } from "../platform/database.ts";

/** Notifies the leads of a ticket's team of a low rating, once: a change from one low rating to another is not news. */
export const notifyOfLowRatings = (mail: Pick<Mail, "mailOut">): Reaction => ({
  name: "notify-of-low-ratings",
  when: ["survey.answered"],
  react: async (db, event) => {
    const [before, rating] = (event.changes?.rating ?? []) as [number | null, number];
    if (!event.ticket || rating > MAX_LOW_RATING || (before !== null && before <= MAX_LOW_RATING)) return;
    const leads = await query<{ user_id: string }>(
      db,
      `select l.user_id
       from tickets t
       join team_leads l on l.team = t.assigned_team
       where t.id = $1 and t.deleted_at is null`,
      [event.ticket],
    );
    const audience = new Map(leads.map(({ user_id }) => [user_id, "low_rating"] as const));
    await notify(db, mail, audience, event, null, { rating, survey: event.about });
  },
});
