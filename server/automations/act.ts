import type { AutomationActions } from "../../wire/automation-words.ts";
import { NO_SURVEY_TAG } from "../../wire/survey-words.ts";
import { addComment } from "../comments/comments.ts";
import { escapeHtml } from "../emails/html.ts";
import { sendAutomaticReply } from "../emails/reply-emails.ts";
import type { EventActor } from "../events/events.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { startSurvey } from "../surveys/surveys.ts";
import { changeOne } from "../tickets/change-one.ts";
import type { TicketChanges } from "../tickets/next-values.ts";
import { previewChange } from "../tickets/preview.ts";
import { fullName } from "../users/names.ts";
import { renderText, textValues } from "./texts.ts";

export type Context = Pick<Mail, "mailOut" | "addresses">;

/** What an automation did; `changes` as an event has them, null if the ticket had these values already. */
export interface Done {
  changes: Record<string, [unknown, unknown]> | null;
  hasWritten: boolean;
  /** What could not be done, although the rest was. */
  remark: string | null;
}

/** Something that the rule cannot do on this ticket. */
export class CannotAct extends Error {}

interface Occasion {
  ticket: string;
  /** The event that makes it run, and the comment of that event. */
  event: number | null;
  comment: string | null;
}

/** The changes that an automation makes; ruling surveys out is one of a tag. */
export const changesOf = ({ changes, survey }: AutomationActions): AutomationActions["changes"] =>
  survey === "none"
    ? { ...changes, add_tags: [...((changes?.add_tags as string[] | undefined) ?? []), NO_SURVEY_TAG] }
    : changes;

/** Does what an automation says, in the order of its parts. */
export async function act(
  db: Db,
  mail: Context,
  actor: EventActor,
  actions: AutomationActions,
  { ticket, event, comment }: Occasion,
): Promise<Done> {
  const { note, reply, notify, survey } = actions;
  const changes = changesOf(actions);
  const changed = changes ? await change(db, actor, ticket, changes as TicketChanges) : null;
  const done: Done = { changes: changed, hasWritten: false, remark: null };
  if (survey === "start") {
    done.hasWritten = await startSurvey(db, ticket);
    if (!done.hasWritten) done.remark = "No survey was started: the ticket is not resolved, or has no contact.";
  }
  if (note === undefined && reply === undefined && !notify) return done;
  const values = await textValues(db, ticket, mail.addresses.publicUrl);
  if (note !== undefined) await addComment(db, actor, ticket, await renderText(note, values), true);
  if (reply !== undefined) {
    const added = await addComment(db, actor, ticket, await renderText(reply, values), false);
    const isSent = await sendAutomaticReply(db, mail, { ticket, comment: added.comment, about: comment, cause: event });
    if (!isSent)
      done.remark = "The reply was not sent by email: the requester's address must not be answered by itself.";
  }
  const isNotified = notify ? await notifyUsers(db, actor, ticket, notify, values) : true;
  if (!isNotified) done.remark = "Nobody was notified: the ticket has no such user.";
  done.hasWritten ||= note !== undefined || reply !== undefined || (notify !== undefined && isNotified);
  return done;
}

async function change(db: Db, actor: EventActor, ticket: string, changes: TicketChanges): Promise<Done["changes"]> {
  const preview = await previewChange(db, ticket, changes);
  if (!preview) throw new CannotAct("The ticket is in the trash.");
  if (preview.reason) throw new CannotAct(preview.reason);
  if (!preview.changes) return null;
  const changed = await changeOne(db, actor, ticket, changes, { expectedVersion: null });
  if (!changed) throw new CannotAct("The assignee no longer exists.");
  return preview.changes;
}

/** Mentions users in an internal note, so that they are notified as each has chosen; false if there is none of them. */
async function notifyUsers(
  db: Db,
  actor: EventActor,
  ticket: string,
  { to, text }: NonNullable<AutomationActions["notify"]>,
  values: Record<string, unknown>,
): Promise<boolean> {
  const users = await query<{ id: string; name: string }>(
    db,
    `select u.id, ${fullName("u")} as name
     from tickets t
     join users u on u.is_active and (
       u.id::text = any($2::text[])
       or ('assignee' = any($2::text[]) and u.id = t.assigned_to)
       or ('team' = any($2::text[]) and u.role = t.assigned_team)
       or ('lead' = any($2::text[]) and exists (
         select from team_leads l where l.team = t.assigned_team and l.user_id = u.id)))
     where t.id = $1
     order by name, u.id`,
    [ticket, to],
  );
  if (users.length === 0) return false;
  const mentions = users.map(({ id, name }) => `<span data-mention="${id}">@${escapeHtml(name)}</span>`).join(" ");
  await addComment(db, actor, ticket, `<p>${mentions}</p>${await renderText(text, values)}`, true);
  return true;
}
