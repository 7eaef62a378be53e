import type { Db } from "../platform/database.ts";
import { type Parameters, plannedEachTime } from "../platform/parameters.ts";
import {
  type Attempt,
  type Condition,
  findRareTerms,
  isOneOf,
  MAX_EXAMINED,
  MAX_EXAMINED_UNINDEXED,
  type TextSearch,
} from "./planner.ts";
import { type Matcher, matcherOf, type Term, termsOf } from "./terms.ts";

/** Searches all text of a ticket as people read it: every term is somewhere in it. Null if there is no term. */
export function searchAllText(text: string): TextSearch | null {
  const terms = termsOf(text);
  if (terms.length === 0) return null;
  const where = plannedEachTime((sql) => terms.map((term) => isSomewhere(term, sql)).join(" and "));
  return { where, plan: (db) => plan(db, terms, where) };
}

async function plan(db: Db, terms: readonly Term[], where: Condition): Promise<Attempt[]> {
  const { ids, isComplete, inLast } = await findRareTerms(db, terms, [inTexts, besideTexts]);
  if (ids) {
    const listed = isOneOf(ids);
    return [{ where: isComplete ? listed : (sql) => `${listed(sql)} and ${where(sql)}`, examine: null }];
  }
  // of a term that few tickets have beside their texts, only the texts are examined
  const examined = plannedEachTime((sql) =>
    terms.map((term) => isSomewhere(term, sql, inLast.get(term) ?? null)).join(" and "),
  );
  const byIndexes = plannedEachTime((sql) =>
    terms
      .map((term) => matcherOf(term.kind, `${sql.add(term.text)}::text`))
      .map((matcher) => `t.id in (${inTexts(matcher)} union all ${besideTexts(matcher)})`)
      .join(" and "),
  );
  return terms.every(({ isIndexed }) => isIndexed)
    ? [
        { where: examined, examine: MAX_EXAMINED },
        { where: byIndexes, examine: null },
      ]
    : [{ where: examined, examine: MAX_EXAMINED_UNINDEXED }];
}

// each by the index that is made for it
const inTexts = ({ has, hasReadable }: Matcher) => `select id from ticket_texts where ${has("title")}
  union all select id from ticket_texts where ${hasReadable("body")}`;
const mergedInto = (has: Matcher["has"]) =>
  `select merged_ticket(source) as id from ticket_merges
  where undone_at is null and ${has("search_text(source_number, false)")}`;
const besideTexts = ({ has }: Matcher) => `select ticket as id from comments where ${has("search_text(text, true)")}
  union all select id from tickets where tags <> '' and ${has("search_text(tags, false)")}
  union all
  select t.id
  from companies co
  join tickets t on t.company = co.id
  where ${has("search_text(co.name, false)")}
  union all select t.id from contacts ct join tickets t on t.contact = ct.id
    where ${has("search_text(ct.name, false)")} or ${has("search_text(ct.email, false)")}
  union all ${mergedInto(has)}`;

// search_text(), without the call if it would only change the case: most comments are plain
const COMMENT = `case when octet_length(text) = length(text) and length(text) <= 100000
      and strpos(text, '<') + strpos(text, '&') + strpos(text, E'\\n') + strpos(text, '  ') + strpos(text, E'\\t') = 0
    then lower(text) else search_text(text, true) end`;

/** Whether a term is somewhere in a ticket t; `beside` are all tickets that have it elsewhere than in their texts, if known. */
function isSomewhere({ kind, text }: Term, sql: Parameters, beside: readonly string[] | null = null): string {
  const { has, hasReadable } = matcherOf(kind, `${sql.add(text)}::text`);
  // `offset 0` keeps PostgreSQL from reading all texts and comments of all tickets into a table of its own
  const inText = `exists (select from ticket_texts
    where id = t.id and (${has("title")} or ${hasReadable("body")}) offset 0)`;
  if (beside) return `(${inText} or t.id in (select unnest(${sql.add(beside)}::uuid[])))`;
  return `(${inText}
    or exists (select from comments where ticket = t.id and ${has(COMMENT)} offset 0)
    or (t.tags <> '' and ${has("search_text(t.tags, false)")})
    or t.company = any(array(select id from companies where ${has("search_text(name, false)")}))
    or t.contact = any(array(select id from contacts
      where ${has("search_text(name, false)")} or ${has("search_text(email, false)")}))
    or t.id = any(array(${mergedInto(has)})))`;
}
