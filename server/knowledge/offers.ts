import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { articleVisibleTo, type Reader } from "./visible.ts";

/** How long a customer's form, the articles suggested in it and the customer's ticket count as one question. */
const DAY = "interval '1 day'";

/** Whether a ticket of the offer's contact followed within a day, by any channel. */
export const ticketFollows = (offer: string): string =>
  `exists (select from tickets t
    where t.contact = ${offer}.contact and t.created_at between ${offer}.offered_at and ${offer}.offered_at + ${DAY})`;
export const isOver = (offer: string): string => `${offer}.offered_at + ${DAY} < now()`;

/** The author of a request: a signed-in contact, or the user of a contact form, identified by the hash of its token. */
export type Writer = { contact: string } | { form: Buffer };
type Column = "contact" | "form";
const keyOf = (writer: Writer): [Column, string | Buffer] =>
  "contact" in writer ? ["contact", writer.contact] : ["form", writer.form];

// a form that is sent again with other words asks the same question, until a ticket follows
const current = (column: Column, value: string) =>
  `select o.id from kb_offers o
   where o.${column} = ${value} and not ${isOver("o")} and not ${ticketFollows("o")}
   order by o.offered_at desc
   limit 1`;

/** Records that a customer was shown these articles before a ticket is created; only those that the reader may see. */
export async function recordOffer(db: Db, reader: Reader, writer: Writer, articles: readonly string[]): Promise<void> {
  const sql = parameters();
  const [column, key] = keyOf(writer);
  const value = sql.add(key);
  await query(
    db,
    `with articles as (
       select a.id from kb_articles a
       where a.id = any(${sql.add(articles)}::uuid[]) and ${articleVisibleTo(reader, sql)}),
      current as (${current(column, value)}),
      inserted as (
       insert into kb_offers (${column})
       select ${value}
       where exists (select from articles) and not exists (select from current)
       returning id)
     insert into kb_offered (offer, article)
     select o.id, a.id
     from (select id from current union all select id from inserted) o
     cross join articles a
     on conflict do nothing`,
    sql.values,
  );
}

/** Records that a customer opened an article, if it was suggested to them in the last day. */
export async function recordOpened(db: Db, writer: Writer, article: string): Promise<void> {
  const [column, key] = keyOf(writer);
  await query(
    db,
    `update kb_offered
     set opened_at = now()
     where offer = (${current(column, "$1")}) and article = $2 and opened_at is null`,
    [key, article],
  );
}

/** Records who sent a contact form, so that its suggestions count for this contact's ticket. */
export const recordSent = (db: Db, form: Buffer, contact: string) =>
  query(db, "update kb_offers set contact = $2, form = null where form = $1", [form, contact]);
