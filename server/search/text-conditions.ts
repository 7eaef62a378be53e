import type { Parameters } from "../platform/parameters.ts";
import { type Clause, type Matcher, matcherIn } from "./terms.ts";

// Where the words of a ticket are, as SQL: in its row of ticket_texts, or beside it, in its comments, its tags, the names
// of its company and contact, and the numbers of tickets that were merged into it.

/** search_text() of a comment, but without the call if it would only lower the case, because most comments are plain. */
export const COMMENT = `case
    when octet_length(text) = length(text) and length(text) <= 100000
      and strpos(text, '<') + strpos(text, '&') + strpos(text, E'\\n') + strpos(text, '  ') + strpos(text, E'\\t') = 0
    then lower(text)
    else search_text(text, true)
    end`;

// Statements that list the tickets with a match; each condition uses the index made for it.

/** The IDs of the tickets that have a match in ticket_texts. */
export const idsInTexts = ({ has, hasReadable }: Matcher): string => `
  select id
  from ticket_texts
  where ${has("title")}
  union all
  select id
  from ticket_texts
  where ${hasReadable("body")}`;

const idsByMergedNumber = ({ has }: Matcher) => `
  select merged_ticket(source) as id
  from ticket_merges
  where undone_at is null and ${has("search_text(source_number, false)")}`;

/** The IDs of the tickets that have a match outside of ticket_texts. */
export const idsBesideTexts = (matcher: Matcher): string => {
  const { has } = matcher;
  return `
  select ticket as id
  from comments
  where ${has("search_text(text, true)")}
  union all
  select id
  from tickets
  where tags <> '' and ${has("search_text(tags, false)")}
  union all
  select t.id
  from companies co
  join tickets t on t.company = co.id
  where ${has("search_text(co.name, false)")}
  union all
  select t.id
  from contacts ct
  join tickets t on t.contact = ct.id
  where ${has("search_text(ct.name, false)")} or ${has("search_text(ct.email, false)")}
  union all ${idsByMergedNumber(matcher)}`;
};

/** The IDs of all tickets that match the clause. */
export function idsOf(clause: Clause, sql: Parameters): string {
  const matcher = matcherIn(clause, sql);
  return `${idsInTexts(matcher)} union all ${idsBesideTexts(matcher)}`;
}

// Conditions on a ticket or a text that is at hand.

/** Whether a row x of ticket_texts matches the clause, or its ticket is among those that have it elsewhere. */
export function isInRow(clause: Clause, sql: Parameters, beside: readonly string[]): string {
  const { has, hasReadable } = matcherIn(clause, sql);
  const orListed = beside.length > 0 ? ` or x.id = any(${sql.add(beside)}::uuid[])` : "";
  return `(${has("x.title")} or (${hasReadable("x.body")})${orListed})`;
}

/** Whether a ticket t matches a clause anywhere. `beside`: all tickets that do outside of their texts, if they are known. */
export function isSomewhere(clause: Clause, sql: Parameters, beside: readonly string[] | null = null): string {
  const matcher = matcherIn(clause, sql);
  const { has, hasReadable } = matcher;
  // `offset 0` keeps PostgreSQL from first copying the texts and comments of all tickets
  const inText = `exists (
    select from ticket_texts
    where id = t.id and (${has("title")} or ${hasReadable("body")})
    offset 0)`;
  if (beside) return `(${inText} or t.id in (select unnest(${sql.add(beside)}::uuid[])))`;
  const companies = `select id from companies where ${has("search_text(name, false)")}`;
  const contacts = `
    select id
    from contacts
    where ${has("search_text(name, false)")} or ${has("search_text(email, false)")}`;
  return `(${inText}
    or exists (
      select from comments
      where ticket = t.id and ${has(COMMENT)}
      offset 0)
    or (t.tags <> '' and ${has("search_text(t.tags, false)")})
    or t.company = any(array(${companies}))
    or t.contact = any(array(${contacts}))
    or t.id = any(array(${idsByMergedNumber(matcher)})))`;
}
