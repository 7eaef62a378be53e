import { RUN_REMARKS } from "../../wire/automation-remarks.ts";
import type { AutomationActions } from "../../wire/automation-words.ts";
import { NO_SURVEY_TAG } from "../../wire/survey-words.ts";
import { addComment } from "../comments/comments.ts";
import { escapeHtml } from "../emails/html.ts";
import { sendAutomaticReply } from "../emails/reply-emails.ts";
import type { EventActor } from "../events/events.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { setSnooze } from "../snoozes/snoozes.ts";
import { startSurvey } from "../surveys/surveys.ts";
import { changeOne } from "../tickets/change-one.ts";
import type { TicketChanges } from "../tickets/next-values.ts";
import { previewChange } from "../tickets/preview.ts";
import { fullName } from "../users/names.ts";
import { macroOf, macroText, type RuleMacro, writeMacro } from "./macro-action.ts";
import { renderRuleText, textValues } from "./texts.ts";

export type Context = Pick<Mail, "mailOut" | "addresses">;

/** What an automation did; `changes` in the format of events, null if the ticket already had these values. */
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
  /** The event that the automation runs for, and the comment of that event. */
  event: number | null;
  comment: string | null;
}

/** The changes that an automation makes, including those of its macro; "no survey" is the change of a tag. */
export function changesOf(
  { changes, survey }: AutomationActions,
  macro: Pick<RuleMacro, "changes"> | null,
): AutomationActions["changes"] {
  const all = [macro?.changes, changes, survey === "none" ? { add_tags: [NO_SURVEY_TAG] } : undefined];
  const changeSets = all.filter((each) => each !== undefined);
  const tags = changeSets.flatMap(({ add_tags = [] }) => add_tags as string[]);
  const result = { ...Object.assign({}, ...changeSets), ...(tags.length > 0 && { add_tags: [...new Set(tags)] }) };
  return Object.keys(result).length > 0 ? result : undefined;
}

/** What one part of a rule did beside changing fields. */
interface Part {
  hasWritten: boolean;
  remark: string | null;
}

interface Scene extends Occasion {
  db: Db;
  mail: Context;
  actor: EventActor;
  values: Record<string, unknown>;
}

const commentPart = (remark: string | null = null): Part => ({ hasWritten: true, remark });

/** Runs the actions of an automation in their order. */
export async function act(
  db: Db,
  mail: Context,
  actor: EventActor,
  actions: AutomationActions,
  occasion: Occasion,
): Promise<Done> {
  const { ticket } = occasion;
  const macro = await macroOf(db, actions.macro);
  if (actions.macro && !macro) throw new CannotAct(RUN_REMARKS.noMacro);
  const changes = changesOf(actions, macro);
  const diff = changes ? await change(db, actor, ticket, changes as TicketChanges) : null;
  const { note, reply, notify } = actions;
  const hasTexts = note !== undefined || reply !== undefined || notify !== undefined;
  const values = hasTexts ? await textValues(db, ticket, mail.addresses.publicUrl) : {};
  const parts = await doParts({ ...occasion, db, mail, actor, values }, actions, macro);
  return {
    changes: diff,
    hasWritten: parts.some(({ hasWritten }) => hasWritten),
    remark: parts.find(({ remark }) => remark !== null)?.remark ?? null,
  };
}

async function doParts(scene: Scene, actions: AutomationActions, macro: RuleMacro | null): Promise<Part[]> {
  const { db, actor, ticket, values } = scene;
  const { note, reply, notify, snooze, survey } = actions;
  const parts: Part[] = [];
  if (survey === "start") parts.push(await startSurveyOf(scene));
  if (note !== undefined) {
    await addComment(db, actor, ticket, await renderRuleText(note, values), true);
    parts.push(commentPart());
  }
  if (reply !== undefined) {
    const { comment } = await addComment(db, actor, ticket, await renderRuleText(reply, values), false);
    parts.push(await sendByEmail(scene, comment));
  }
  if (macro) parts.push(await applyMacro(scene, macro));
  if (snooze !== undefined) parts.push(await snoozeForAssignee(scene, snooze));
  if (notify) {
    const isNotified = await notifyUsers(db, actor, ticket, notify, values);
    parts.push({
      hasWritten: isNotified,
      remark: isNotified ? null : RUN_REMARKS.notNotified,
    });
  }
  return parts;
}

async function startSurveyOf({ db, ticket }: Scene): Promise<Part> {
  const isStarted = await startSurvey(db, ticket);
  const remark = isStarted ? null : RUN_REMARKS.noSurvey;
  return { hasWritten: isStarted, remark };
}

/** Sends a public reply by email, if a program may write to the address. */
async function sendByEmail({ db, mail, ticket, event, comment: about }: Scene, comment: string): Promise<Part> {
  const isSent = await sendAutomaticReply(db, mail, { ticket, comment, about, cause: event });
  return commentPart(isSent ? null : RUN_REMARKS.notEmailed);
}

/** Writes a macro's text as a reply or an internal note; a blank stops the whole rule on this ticket. */
async function applyMacro(scene: Scene, macro: RuleMacro): Promise<Part> {
  const { db, actor, ticket } = scene;
  const { text, problem } = await macroText(db, macro, ticket);
  if (problem) throw new CannotAct(problem);
  if (text === "") return { hasWritten: false, remark: null };
  const comment = await writeMacro(db, actor, macro, { ticket, text });
  return macro.is_internal ? commentPart() : sendByEmail(scene, comment);
}

/** Snoozes the ticket for its assignee, until a time or the customer's reply. */
async function snoozeForAssignee({ db, ticket }: Scene, hours: number): Promise<Part> {
  const [row] = await query<{ assignee: string | null; until: string }>(
    db,
    `select u.id as assignee, wire_time(now() + make_interval(hours => $2)) as until
     from tickets t
     left join users u on u.id = t.assigned_to and u.is_active
     where t.id = $1`,
    [ticket, hours],
  );
  if (!row?.assignee) return { hasWritten: false, remark: RUN_REMARKS.notSnoozed };
  await setSnooze(db, row.assignee, ticket, { until: row.until, until_reply: true });
  return commentPart();
}

async function change(db: Db, actor: EventActor, ticket: string, changes: TicketChanges): Promise<Done["changes"]> {
  const preview = await previewChange(db, ticket, changes);
  if (!preview) throw new CannotAct(RUN_REMARKS.inTrash);
  if (preview.reason) throw new CannotAct(preview.reason);
  if (!preview.changes) return null;
  const changedTicket = await changeOne(db, actor, ticket, changes, { expectedVersion: null });
  if (!changedTicket) throw new CannotAct(RUN_REMARKS.noAssignee);
  return preview.changes;
}

/**
 * Mentions users in an internal note, so that they are notified as each has chosen. Returns false if none of them
 * exists.
 */
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
  await addComment(db, actor, ticket, `${mentions(users)}${await renderRuleText(text, values)}`, true);
  return true;
}

const mentions = (users: readonly { id: string; name: string }[]): string =>
  `<p>${users.map(({ id, name }) => `<span data-mention="${id}">@${escapeHtml(name)}</span>`).join(" ")}</p>`;

/** Tells the Admins something in an internal note that mentions them, so that each is notified as they have chosen. */
export async function tellAdmins(db: Db, actor: EventActor, ticket: string, text: string): Promise<void> {
  const admins = await query<{ id: string; name: string }>(
    db,
    `select u.id, ${fullName("u")} as name
     from users u
     where u.role = 'Admin' and u.is_active
     order by name, u.id
     limit 20`,
  );
  if (admins.length > 0) await addComment(db, actor, ticket, `${mentions(admins)}<p>${escapeHtml(text)}</p>`, true);
}
