import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { isOver, ticketFollows } from "./offers.ts";
import { TITLE } from "./rows.ts";
import { articleVisibleTo, type Reader } from "./visible.ts";

const USES = ["shown", "opened", "inserted", "linked"] as const;
// an agent who opens an article three times beside a ticket has used it once
const tickets = (how: string) =>
  `(count(distinct coalesce(k.ticket::text, k.id::text)) filter (where k.how = '${how}'))::int`;
const perTicket = USES.map((how) => `${tickets(how)} as ${how}`).join(",\n       ");

/**
 * The articles that agents and customers were shown in the last days, and what they did with them; only articles that the
 * reader may see.
 */
export async function showUsage(db: Db, reader: Reader, days: number): Promise<object> {
  return {
    days,
    agents: await agentUsage(db, reader, days),
    customers: await customerUsage(db, reader, days),
    articles: await articleUsage(db, reader, days),
  };
}

async function agentUsage(db: Db, reader: Reader, days: number): Promise<object> {
  const sql = parameters();
  const rows = await query<object>(
    db,
    `select ${perTicket}
     from kb_uses k
     join kb_articles a on a.id = k.article
     where k.used_at > now() - make_interval(days => ${sql.add(days)}) and ${articleVisibleTo(reader, sql)}`,
    sql.values,
  );
  return rows[0]!;
}

async function customerUsage(db: Db, reader: Reader, days: number): Promise<object> {
  const sql = parameters();
  const rows = await query<object>(
    db,
    `with offers as (
       select bool_or(f.opened_at is not null) as is_opened, ${ticketFollows("o")} as follows, ${isOver("o")} as is_over
       from kb_offers o
       join kb_offered f on f.offer = o.id
       join kb_articles a on a.id = f.article
       where o.offered_at > now() - make_interval(days => ${sql.add(days)})
         and (o.contact is not null or o.form is not null)
         and ${articleVisibleTo(reader, sql)}
       group by o.id)
     select count(*)::int as offers,
       (count(*) filter (where is_opened))::int as opened,
       (count(*) filter (where is_opened and is_over and not follows))::int as no_ticket,
       (count(*) filter (where is_opened and follows))::int as ticket_followed,
       (count(*) filter (where is_opened and not is_over and not follows))::int as waiting
     from offers`,
    sql.values,
  );
  return rows[0]!;
}

async function articleUsage(db: Db, reader: Reader, days: number): Promise<object[]> {
  const sql = parameters();
  const since = `now() - make_interval(days => ${sql.add(days)})`;
  return query(
    db,
    `with agents as (
       select k.article, ${perTicket}
       from kb_uses k
       where k.used_at > ${since}
       group by k.article),
      customers as (
       select f.article, count(*)::int as offered, count(f.opened_at)::int as opened
       from kb_offers o
       join kb_offered f on f.offer = o.id
       where o.offered_at > ${since}
       group by f.article),
      answers as (
       select b.article, (count(*) filter (where b.is_helpful))::int as helpful,
         (count(*) filter (where not b.is_helpful))::int as not_helpful
       from kb_feedback b
       where b.created_at > ${since}
       group by b.article)
     select a.id, ${TITLE} as title, ${USES.map((how) => `coalesce(g.${how}, 0) as ${how}`).join(", ")},
       coalesce(c.offered, 0) as offered, coalesce(c.opened, 0) as opened_by_customers,
       coalesce(h.helpful, 0) as helpful, coalesce(h.not_helpful, 0) as not_helpful
     from kb_articles a
     left join agents g on g.article = a.id
     left join customers c on c.article = a.id
     left join answers h on h.article = a.id
     where (g.article is not null or c.article is not null or h.article is not null) and ${articleVisibleTo(reader, sql)}
     order by coalesce(g.inserted + g.linked, 0) + coalesce(c.opened, 0) desc,
       coalesce(g.opened, 0) desc, coalesce(g.shown, 0) + coalesce(c.offered, 0) desc, title, a.id
     limit 100`,
    sql.values,
  );
}
