import { NO_SURVEY_TAG } from "../../wire/survey-words.ts";
import { hasEnded } from "../../wire/ticket-words.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import type { Parameters } from "../platform/parameters.ts";
import { surveyDueAt, surveySettings } from "./settings.ts";

/** Plans a survey about a resolved ticket, if the desk asks about such tickets. */
export const startSurveys: Reaction = {
  name: "start-surveys",
  when: ["ticket.updated"],
  ...reactTogether(startAll),
};

async function startAll(db: Db, events: readonly ReadEvent[]): Promise<void> {
  const ends = events.filter(({ ticket, changes }) => {
    const [before, after] = changes?.status ?? [];
    return ticket !== null && hasEnded(after) && !hasEnded(before);
  });
  if (ends.length === 0) return;
  const settings = await surveySettings(db);
  if (!settings.is_enabled) return;
  const { teams, categories } = settings;
  const rows = await query<{ id: string }>(
    db,
    `select id
     from tickets
     where id = any($1::uuid[])
       and (cardinality($2::text[]) = 0 or assigned_team = any($2::text[]))
       and (cardinality($3::text[]) = 0 or category = any($3::text[]))`,
    [ends.map(({ ticket }) => ticket), teams, categories],
  );
  const ticketIds = new Set(rows.map(({ id }) => id));
  for (const { ticket, at } of ends)
    if (ticketIds.has(ticket!)) await insertSurvey(db, ticket!, "resolved", await surveyDueAt(db, settings, at));
}

/**
 * How many surveys would be planned if the tickets `t` that meet a condition were resolved. `next`: the team and the
 * category that they would have then.
 */
export async function countSurveys(
  db: Db,
  condition: string,
  sql: Parameters,
  next: { assigned_team?: string | undefined; category?: string | undefined },
): Promise<number> {
  const { is_enabled, teams, categories } = await surveySettings(db);
  if (!is_enabled) return 0;
  const among = (values: readonly string[], name: "assigned_team" | "category") =>
    values.length === 0
      ? "true"
      : `coalesce(${sql.add(next[name] ?? null)}, t.${name}) = any(${sql.add(values)}::text[])`;
  const [row] = await query<{ n: number }>(
    db,
    `select count(*)::int as n
     from tickets t
     where ${condition} and t.deleted_at is null and t.contact is not null and not (${hasNoSurveyTag})
       and ${among(teams, "assigned_team")} and ${among(categories, "category")}
       and not exists (
         select from surveys s
         where s.ticket = t.id and s.state = 'waiting')`,
    sql.values,
    sql,
  );
  return row!.n;
}

/** Plans a survey, whatever the settings say about such tickets. False if the ticket has no contact or is not resolved. */
export async function startSurvey(db: Db, ticket: string): Promise<boolean> {
  const due = await surveyDueAt(db, await surveySettings(db), new Date().toISOString());
  return insertSurvey(db, ticket, "automation", due);
}

async function insertSurvey(
  db: Db,
  ticket: string,
  startedBy: "resolved" | "automation",
  due: string,
): Promise<boolean> {
  const rows = await query<{ is_there: boolean }>(
    db,
    `with added as (
       insert into surveys (ticket, contact, started_by, assigned_to, assigned_team, category, due_at)
       select t.id, t.contact, $2, t.assigned_to, t.assigned_team, t.category, $3
       from tickets t
       where t.id = $1 and t.contact is not null and t.deleted_at is null and t.status >= 'resolved'
         and not (${hasNoSurveyTag})
       on conflict (ticket) where state = 'waiting' do nothing
       returning id)
     select exists (select from added)
       or exists (
         select from surveys
         where ticket = $1 and state = 'waiting') as is_there`,
    [ticket, startedBy, due],
  );
  return rows[0]!.is_there;
}

/** The condition that a ticket t has the tag for "no survey". */
export const hasNoSurveyTag = `t.tags <> '' and tag_list(t.tags) && array['${NO_SURVEY_TAG}']`;

/** Why the survey `s` about a ticket t must not be sent any more, as SQL; null if it can be. */
export const whyNotAsk = (s: string): string => `case
  when t.deleted_at is not null then
    case when exists (
      select from ticket_merges g
      where g.source = t.id and g.undone_at is null)
      then 'merged' else 'ticket_deleted' end
  when t.status < 'resolved' then 'reopened'
  when t.contact is distinct from ${s}.contact then 'contact_changed'
  when ${hasNoSurveyTag} then 'tag' end`;

/** Cancels surveys about tickets that were reopened or deleted, or that have the tag `no_survey`. */
export const cancelSurveys: Reaction = {
  name: "cancel-surveys",
  when: ["ticket.updated", "ticket.assigned", "ticket.undone", "ticket.deleted", "ticket.merged"],
  isBookkeeping: true,
  ...reactTogether(cancelAll),
};

async function cancelAll(db: Db, events: readonly ReadEvent[]): Promise<void> {
  const tickets = new Set(events.map(({ ticket }) => ticket).filter((each) => each !== null));
  if (tickets.size === 0) return;
  await query(
    db,
    `update surveys s set state = 'cancelled', reason = why.word
     from surveys o
     join tickets t on t.id = o.ticket
     cross join lateral (select ${whyNotAsk("o")} as word) why
     where s.id = o.id and t.id = any($1::uuid[]) and why.word is not null
       and not exists (select from survey_answers a where a.survey = o.id)
       and (o.state = 'waiting' or (o.state = 'sent' and exists (
         select from outgoing_emails e
         where e.kind = 'survey' and e.details ->> 'survey' = o.id::text
           and e.state in ('waiting', 'deferred', 'held'))))`,
    [[...tickets]],
  );
}
