import type { Db } from "../platform/database.ts";
import { plannedEachTime } from "../platform/parameters.ts";
import { type Attempt, type Condition, findRareTerms, isOneOf, MAX_EXAMINED, type TextSearch } from "./planner.ts";
import { type Matcher, matcherOf, type Term, termsOf } from "./terms.ts";

/** Searches all text of a ticket as people read it: every term is somewhere in it. Null if there is no term. */
export function searchAllText(text: string): TextSearch | null {
  const terms = termsOf(text);
  if (terms.length === 0) return null;
  const where = plannedEachTime((sql) =>
    terms.map((term) => isSomewhere(matcherOf(term.kind, `${sql.add(term.text)}::text`))).join(" and "),
  );
  return { where, plan: (db) => plan(db, terms, where) };
}

async function plan(db: Db, terms: readonly Term[], where: Condition): Promise<Attempt[]> {
  const { ids, isComplete } = await findRareTerms(db, terms, sources);
  if (ids) {
    const listed = isOneOf(ids);
    return [{ where: isComplete ? listed : (sql) => `${listed(sql)} and ${where(sql)}`, examine: null }];
  }
  const byIndexes = plannedEachTime((sql) =>
    terms.map((term) => `t.id in (${sources(matcherOf(term.kind, `${sql.add(term.text)}::text`))})`).join(" and "),
  );
  const examined = { where, examine: MAX_EXAMINED };
  return terms.every(({ isIndexed }) => isIndexed) ? [examined, { where: byIndexes, examine: null }] : [examined];
}

// each by the index that is made for it
const sources = ({ has, hasReadable }: Matcher) => `select id from ticket_texts where ${has("title")}
  union all select id from ticket_texts where ${hasReadable("body")}
  union all select id from tickets where tags <> '' and ${has("search_text(tags, false)")}
  union all select ticket from comments where ${has("search_text(text, true)")}
  union all select t.id from companies co join tickets t on t.company = co.id where ${has("search_text(co.name, false)")}
  union all select t.id from contacts ct join tickets t on t.contact = ct.id
    where ${has("search_text(ct.name, false)")} or ${has("search_text(ct.email, false)")}`;

// search_text(), without the call where it changes nothing but the case: most comments are plain
const COMMENT = `case when octet_length(text) = length(text) and strpos(text, '<') + strpos(text, '&') + strpos(text, E'\\n')
      + strpos(text, '  ') + strpos(text, E'\\t') = 0 and length(text) <= 100000 then lower(text) else search_text(text, true) end`;

// `offset 0` keeps PostgreSQL from reading all texts and comments of all tickets into a table of its own
const isSomewhere = ({ has, hasReadable }: Matcher) => `(
    exists (select from ticket_texts where id = t.id and (${has("title")} or ${hasReadable("body")}) offset 0)
    or exists (select from comments where ticket = t.id and ${has(COMMENT)} offset 0)
    or (t.tags <> '' and ${has("search_text(t.tags, false)")})
    or t.company = any(array(select id from companies where ${has("search_text(name, false)")}))
    or t.contact = any(array(select id from contacts
      where ${has("search_text(name, false)")} or ${has("search_text(email, false)")})))`;
