import { type Db, query } from "../platform/database.ts";

/** How long a customer's form, the articles suggested for it and a ticket of theirs belong together. */
const DAY = "interval '1 day'";

/** A ticket of the offer's contact that followed within a day, by any channel. */
export const ticketFollows = (offer: string): string =>
  `exists (select from tickets t
    where t.contact = ${offer}.contact and t.created_at between ${offer}.offered_at and ${offer}.offered_at + ${DAY})`;
export const isOver = (offer: string): string => `${offer}.offered_at + ${DAY} < now()`;

// a form that comes back with other words is still the same question, until a ticket follows
const current = (contact: string) =>
  `select o.id from kb_offers o
   where o.contact = ${contact} and not ${isOver("o")} and not ${ticketFollows("o")}
   order by o.offered_at desc
   limit 1`;

/** Records that a contact was shown these articles before a ticket is created. */
export const recordOffer = (db: Db, contact: string, articles: readonly string[]) =>
  query(
    db,
    `with current as (${current("$1")}),
      made as (insert into kb_offers (contact) select $1::uuid where not exists (select from current) returning id)
     insert into kb_offered (offer, article)
     select o.id, a
     from (select id from current union all select id from made) o
     cross join unnest($2::uuid[]) a
     on conflict do nothing`,
    [contact, articles],
  );

/** Records that a contact opened an article, if it was suggested to them in the last day. */
export const recordOpened = (db: Db, contact: string, article: string) =>
  query(
    db,
    `update kb_offered
     set opened_at = now()
     where offer = (${current("$1")}) and article = $2 and opened_at is null`,
    [contact, article],
  );
