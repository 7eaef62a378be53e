import { anywhere, searchTerms } from "../../wire/query.ts";
import type { Db } from "../platform/database.ts";
import { type Parameters, plannedEachTime } from "../platform/parameters.ts";
import { forBoth, isIndexed, isOneOf, type Looked, type Sought, withRareTerms } from "./lookup.ts";

/** A search over all that a ticket has: each term is somewhere in it. */
export function everywhere(text: string): Sought[] {
  // what separates the fields of a ticket's text is in no term
  const terms = searchTerms(text.replaceAll("\x1f", " "));
  if (terms.length === 0) return [];
  const where = plannedEachTime((sql) =>
    terms.map((term) => isSomewhere(sql.add(anywhere(term)), isSlight(term))).join(" and "),
  );
  const lookUp = async (db: Db): Promise<Looked> => {
    const { ids, isWhole } = await withRareTerms(db, terms, sources);
    if (ids) return forBoth(isWhole ? isOneOf(ids) : (sql) => `${isOneOf(ids)(sql)} and ${where(sql)}`);
    return { where, counted: plannedEachTime((sql) => terms.map((term) => isCounted(term, sql)).join(" and ")) };
  };
  return [{ where, lookUp }];
}

// Many have it: the first page of them is soon found by asking one ticket after the other; to count them all, the indexes
// are quicker.
const isCounted = (term: string, sql: Parameters) =>
  isIndexed(term)
    ? `t.id in (${sources(sql.add(anywhere(term)))})`
    : isSomewhere(sql.add(anywhere(term)), isSlight(term));

/** One or two Latin letters, which nearly every text has: only sought where texts are short. */
const isSlight = (term: string) => term.length < 3 && /^[\x20-\x7e]+$/.test(term);

// each by the index that is made for it
const sources = (pattern: string) => `select id from ticket_texts where text like lower(${pattern})
  union all select id from tickets where octet_length(description) > 20000 and description ilike ${pattern}
  union all select id from tickets where tags <> '' and tags ilike ${pattern}
  union all select ticket from comments where left(text, 20000) ilike ${pattern}
  union all select ticket from comments where length(text) > 20000 and text ilike ${pattern}
  union all select t.id from companies co join tickets t on t.company = co.id where co.name ilike ${pattern}
  union all select t.id from contacts ct join tickets t on t.contact = ct.id where ct.name ilike ${pattern} or ct.email ilike ${pattern}`;

function isSomewhere(pattern: string, isSlight: boolean): string {
  const related = `t.tags ilike ${pattern} or t.company = any(array(select id from companies where name ilike ${pattern}))
    or t.contact = any(array(select id from contacts where name ilike ${pattern} or email ilike ${pattern}))`;
  if (isSlight) return `(t.ticket_number ilike ${pattern} or t.subject ilike ${pattern} or ${related})`;
  // `offset 0` keeps PostgreSQL from reading all texts and comments of all tickets into a table of its own
  return `(${related}
    or exists (select 1 from ticket_texts where id = t.id and text like lower(${pattern}) offset 0)
    or exists (select 1 from comments where ticket = t.id and text ilike ${pattern} offset 0)
    or (octet_length(t.description) > 20000 and t.description ilike ${pattern}))`;
}
