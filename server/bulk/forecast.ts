import { type Audience, type NoticedTicket, noticeAudience, readersAmong } from "../emails/notifications.ts";
import { defaultRecipients } from "../emails/recipients.ts";
import type { ReadEvent } from "../events/reader.ts";
import { renderForTickets } from "../macros/apply.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { countSurveys } from "../surveys/surveys.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { nextValues } from "../tickets/next-values.ts";
import type { BulkSelection } from "./bulk.ts";
import { type BulkMessage, limitMessages, type ManyMacro } from "./messages.ts";
import { selectionCondition, ticketsForText } from "./preview.ts";

export interface BulkForecast {
  /** Emails to agents, by their choices, and lines in their next digests. */
  agents: number;
  digests: number;
  /** Replies to customers. */
  customers: number;
  /** Surveys that start, and are sent later. */
  surveys: number;
}

/** Tickets that a change treats alike, as it leaves them. */
interface Group extends Pick<NoticedTicket, "assigned_to" | "assigned_team"> {
  n: number;
  is_assigned: boolean;
  is_moved: boolean;
}

interface Notice {
  audience: Audience;
  /** How often it happens. */
  n: number;
}

/** The emails that a bulk change would cause if it notifies, besides those of automations. */
export async function forecast(
  db: Db,
  mailOut: Mail["mailOut"],
  actor: Actor,
  selection: BulkSelection,
  { changes, message }: ManyMacro,
): Promise<BulkForecast> {
  const surveys =
    changes.status === "resolved" || changes.status === "closed" ? await surveysOf(db, selection, changes) : 0;
  if (mailOut === "off") return { agents: 0, digests: 0, customers: 0, surveys };
  const notices = changes.is_deleted === undefined ? await ofChanges(db, selection, changes) : [];
  const texts = message ? await ofTexts(db, actor, selection, { changes, message }) : { notices: [], customers: 0 };
  return { ...(await countNotices(db, actor, [...notices, ...texts.notices])), customers: texts.customers, surveys };
}

async function ofChanges(db: Db, selection: BulkSelection, changes: ManyChanges): Promise<Notice[]> {
  const sql = parameters();
  const { columns, list, from } = nextValues(changes, sql);
  if (!columns.includes("assigned_team")) return [];
  const assignee = columns.includes("assigned_to") ? "next.assigned_to" : "t.assigned_to";
  const groups = await query<Group>(
    db,
    `select ${assignee} as assigned_to, next.assigned_team, count(*)::int as n,
       ${assignee} is distinct from t.assigned_to as is_assigned, next.assigned_team <> t.assigned_team as is_moved
     from tickets t
     cross join lateral (select ${list} from (select t.*) previous${from}) next
     where ${selectionCondition(selection, sql)}
       and (${assignee} is distinct from t.assigned_to or next.assigned_team <> t.assigned_team)
     group by 1, 2, 4, 5`,
    sql.values,
    sql,
  );
  const notices: Notice[] = [];
  for (const { n, is_assigned, is_moved, ...ticket } of groups) {
    const eventChanges: ReadEvent["changes"] = {
      ...(is_assigned && { assigned_to: [null, ticket.assigned_to] }),
      ...(is_moved && { assigned_team: [null, ticket.assigned_team] }),
    };
    const comment = { text: null, is_by_contact: null, is_internal: null };
    const noticedTicket = { ...ticket, ...comment, followers: [], is_reassigned: false };
    notices.push({
      audience: await noticeAudience(db, { kind: "ticket.updated", changes: eventChanges }, noticedTicket),
      n,
    });
  }
  return notices;
}

async function ofTexts(
  db: Db,
  actor: Actor,
  selection: BulkSelection,
  { changes, message }: { changes: ManyChanges; message: BulkMessage },
): Promise<{ notices: Notice[]; customers: number }> {
  const tickets = await ticketsForText(db, selection);
  limitMessages(tickets.length);
  const texts = (await renderForTickets(db, actor.id, message, tickets)).filter(
    ({ blanks, problem }) => blanks.length === 0 && !problem,
  );
  const rows = await query<{ id: string; assigned_to: string | null; assigned_team: string; followers: string[] }>(
    db,
    `select t.id, t.assigned_to, t.assigned_team,
       array(select f.user_id from ticket_followers f where f.ticket = t.id) as followers
     from tickets t
     where t.id = any($1::uuid[])`,
    [texts.map(({ ticket }) => ticket)],
  );
  const ticketRows = new Map(rows.map((row) => [row.id, row]));
  const notices: Notice[] = [];
  for (const { ticket, text } of texts) {
    const row = ticketRows.get(ticket)!;
    const assigned_to = changes.assigned_to === undefined ? row.assigned_to : changes.assigned_to;
    const comment = { text, is_by_contact: false, is_internal: message.is_internal };
    const noticedTicket = { ...row, assigned_to, ...comment, is_reassigned: false };
    notices.push({ audience: await noticeAudience(db, { kind: "comment.added", changes: null }, noticedTicket), n: 1 });
  }
  if (message.is_internal) return { notices, customers: 0 };
  const recipients = await defaultRecipients(
    db,
    texts.map(({ ticket }) => ticket),
  );
  return { notices, customers: [...recipients.values()].reduce((sum, { length }) => sum + length, 0) };
}

async function countNotices(db: Db, actor: Actor, notices: readonly Notice[]) {
  const readers = await readersAmong(
    db,
    notices.flatMap(({ audience }) => [...audience.keys()]),
  );
  // nobody is notified of their own actions
  readers.delete(actor.id);
  const count = { agents: 0, digests: 0 };
  for (const { audience, n } of notices)
    for (const [user, kind] of audience) {
      const choice = readers.get(user)?.choice(kind);
      if (choice === "now") count.agents += n;
      else if (choice === "digest") count.digests += n;
    }
  return count;
}

async function surveysOf(db: Db, selection: BulkSelection, { assigned_team, category }: ManyChanges): Promise<number> {
  const sql = parameters();
  const condition = `${selectionCondition(selection, sql)} and t.status not in ('resolved', 'closed')`;
  return countSurveys(db, condition, sql, { assigned_team, category });
}
