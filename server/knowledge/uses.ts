import { noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { articleVisibleTo, readerOf } from "./visible.ts";

/** The text of a ticket, for suggesting articles. */
export async function textOfTicket(db: Db, actor: Actor, id: string): Promise<string> {
  const sql = parameters();
  const [row] = await query<{ text: string }>(
    db,
    `select t.subject || ' ' || left(search_text(t.description, true), 4000) as text
     from tickets t
     where t.id = ${sql.add(id)} and t.deleted_at is null and ${visibleTo(actor, sql)}`,
    sql.values,
  );
  if (!row) throw noSuch("Ticket");
  return row.text;
}

/** Records that an agent opened an article or inserted it into a reply. */
export async function recordUse(
  db: Db,
  actor: Actor,
  { article, ticket, how }: { article: string; ticket: string | null; how: string },
): Promise<void> {
  // only if the agent may see the ticket
  if (ticket) await textOfTicket(db, actor, ticket);
  await query(db, "insert into kb_uses (article, ticket, how, used_by) values ($1, $2, $3, $4)", [
    article,
    ticket,
    how,
    actor.id,
  ]);
}

/** Records which suggestions an agent saw beside a ticket, each article once a ticket and agent. */
export async function recordShown(
  db: Db,
  actor: Actor,
  { ticket, articles }: { ticket: string; articles: readonly string[] },
): Promise<void> {
  await textOfTicket(db, actor, ticket);
  const sql = parameters();
  await query(
    db,
    `insert into kb_uses (article, ticket, how, used_by)
     select a.id, ${sql.add(ticket)}::uuid, 'shown', ${sql.add(actor.id)}::uuid
     from kb_articles a
     where a.id = any(${sql.add(articles)}::uuid[]) and ${articleVisibleTo(readerOf(actor), sql)}
     on conflict do nothing`,
    sql.values,
  );
}
