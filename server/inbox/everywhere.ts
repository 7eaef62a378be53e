import { anywhere, searchTerms } from "../../wire/query.ts";
import { type Db, query, UNPREPARED } from "../platform/database.ts";
import { type Condition, isOneOf, MOST_LISTED, type Sought } from "./lookup.ts";

interface Term {
  pattern: string;
  /** Long enough for the indexes of trigrams. */
  isIndexed: boolean;
  /** One or two Latin letters, which nearly every text has: only sought where texts are short. */
  isSlight: boolean;
}

// the longest are the rarest, and a few of them are enough
const MOST_LOOKED_UP = 3;
// a longer term is looked up by its beginning: each of its trigrams is one more list for the index to read
const LONGEST_LOOKED_UP = 60;

/** A search over all that a ticket has: each term is somewhere in it. */
export function everywhere(text: string): Sought[] {
  // what separates the fields of search_text is in no term
  const terms = searchTerms(text.replaceAll("\x1f", " ")).map(termOf);
  if (terms.length === 0) return [];
  const where: Condition = (sql) =>
    `${UNPREPARED} ${terms.map((term) => isSomewhere(sql.add(term.pattern), term.isSlight)).join(" and ")}`;
  const lookUp = async (db: Db): Promise<Condition> => {
    const ids = await listed(db, terms);
    return ids ? (sql) => `${isOneOf(ids)(sql)} and ${where(sql)}` : where;
  };
  return [{ where, lookUp }];
}

function termOf(text: string): Term {
  const length = [...text].length;
  return { pattern: anywhere(text), isIndexed: length >= 3, isSlight: length < 3 && /^[\x20-\x7e]+$/.test(text) };
}

/** The ids of the tickets that have the rarer terms; null when all are common. */
async function listed(db: Db, terms: readonly Term[]): Promise<string[] | null> {
  const patterns = terms
    .filter(({ isIndexed }) => isIndexed)
    .map(({ pattern }) => beginning(pattern))
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_LOOKED_UP);
  if (patterns.length === 0) return null;
  const found = await query<{ ids: string[] }>(
    db,
    `select array(select id from (${SOURCES}) f limit ${MOST_LISTED + 1}) as ids from unnest($1::text[]) as x (pattern)`,
    [patterns],
  );
  const rare = found.map(({ ids }) => new Set(ids)).filter(({ size }) => size <= MOST_LISTED);
  const [first, ...others] = rare;
  return first ? [...others.reduce((all, each) => all.intersection(each), first)] : null;
}

const beginning = (pattern: string) => {
  const characters = [...pattern];
  if (characters.length <= LONGEST_LOOKED_UP) return pattern;
  // not in the middle of an escape
  return `${characters.slice(0, LONGEST_LOOKED_UP).join("").replace(/\\$/, "")}%`;
};

// each by the index that is made for it
const SOURCES = `select id from tickets where search_text like lower(x.pattern)
  union all select id from tickets where octet_length(description) > 20000 and description ilike x.pattern
  union all select id from tickets where tags <> '' and tags ilike x.pattern
  union all select ticket from comments where left(text, 20000) ilike x.pattern
  union all select ticket from comments where length(text) > 20000 and text ilike x.pattern
  union all select t.id from companies co join tickets t on t.company = co.id where co.name ilike x.pattern
  union all select t.id from contacts ct join tickets t on t.contact = ct.id where ct.name ilike x.pattern or ct.email ilike x.pattern`;

function isSomewhere(pattern: string, isSlight: boolean): string {
  const related = `t.tags ilike ${pattern} or t.company = any(array(select id from companies where name ilike ${pattern}))
    or t.contact = any(array(select id from contacts where name ilike ${pattern} or email ilike ${pattern}))`;
  if (isSlight) return `(t.ticket_number ilike ${pattern} or t.subject ilike ${pattern} or ${related})`;
  // `offset 0` keeps PostgreSQL from reading all comments of all tickets into a table of its own
  return `(t.search_text like lower(${pattern}) or ${related}
    or exists (select 1 from comments where ticket = t.id and text ilike ${pattern} offset 0)
    or (octet_length(t.description) > 20000 and t.description ilike ${pattern}))`;
}
