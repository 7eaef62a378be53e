import { anywhere } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, plannedEachTime } from "../platform/parameters.ts";
import { type Attempt, type Condition, IS_PRESENT, planByListing, type TextSearch } from "./planner.ts";
import { type Term, termOf } from "./terms.ts";

// The search of the Django backend: every term is in the number, subject, description or company name, literally but in any
// case. Folded texts find the candidates. A match there proves the letters if folding changed neither the text nor the term;
// otherwise the ticket itself is read.

// Terms with a condition of their own, the longest first; all others share one condition.
const MAX_CONDITIONS = 8;
// if more companies match a name, a condition is used instead of a list of IDs
const MAX_LISTED_COMPANIES = 500;

interface Lookup {
  term: Term;
  /** The companies whose name contains it; null if they are too many, or have not been looked up yet. */
  companies: string[] | null;
}

export interface LiteralSearch extends TextSearch {
  /** A statement that finds the ID and time of creation of all tickets that are not deleted, by their texts alone. */
  find(sql: Parameters): string;
  /** The condition that finds tickets by the indexes. */
  whereByIndex: Condition;
  /** Whether no index finds a term, as with one letter: all texts are read. */
  isUnindexed: boolean;
  /** Looks up the companies first: if none has a term, an index can answer its condition alone. */
  findCompanies(db: Db): Promise<void>;
}

/** Searches for terms literally. Null if there is none. */
export function searchLiterally(terms: readonly string[]): LiteralSearch | null {
  if (terms.length === 0) return null;
  const { lookups, uncheckedTerms } = splitTerms(terms);
  const inTexts = (sql: Parameters) => {
    const conditions = lookups.map((lookup) => hasTerm(lookup, sql));
    if (uncheckedTerms.length > 0) conditions.push(hasEach(uncheckedTerms, sql));
    return conditions.join(" and ");
  };
  const where = plannedEachTime(
    (sql) => `exists (
        select from ticket_texts x
        where x.id = t.id and ${inTexts(sql)} offset 0)`,
  );
  const whereByIndex = plannedEachTime(
    (sql) => `t.id in (
      select x.id
      from ticket_texts x
      where ${inTexts(sql)})`,
  );
  const findCompanies = (db: Db) => lookUpCompanies(db, lookups);
  return {
    where,
    whereByIndex,
    findCompanies,
    isUnindexed: lookups.every(({ term }) => term.kind !== "indexed"),
    find: plannedEachTime(
      (sql) => `select x.id, x.created_at
        from ticket_texts x
        where ${IS_PRESENT} and ${inTexts(sql)}`,
    ),
    async plan(db): Promise<Attempt[]> {
      await findCompanies(db);
      return planByListing(db, whereByIndex, where);
    },
  };
}

/** The terms to look up, and those to check in what these find. */
function splitTerms(terms: readonly string[]): { lookups: Lookup[]; uncheckedTerms: string[] } {
  const byLength = terms.toSorted((a, b) => b.length - a.length).map(termOf);
  const lookups = byLength.slice(0, MAX_CONDITIONS).map((term) => ({ term, companies: null }));
  const isChecked = ({ isLookedUpWhole }: Term, at: number) => at < MAX_CONDITIONS && isLookedUpWhole;
  return { lookups, uncheckedTerms: byLength.filter((term, at) => !isChecked(term, at)).map(({ text }) => text) };
}

async function lookUpCompanies(db: Db, lookups: readonly Lookup[]): Promise<void> {
  const indexedLookups = lookups.filter(({ term }) => term.kind === "indexed");
  if (indexedLookups.length === 0) return;
  const rows = await query<{ position: number; ids: string[] }>(
    db,
    `select x.position, array(select id from companies
       where search_text(name, false) like search_pattern(x.term) and upper(name) like upper(x.pattern)
       limit ${MAX_LISTED_COMPANIES + 1}) as ids
     from unnest($1::text[], $2::text[]) with ordinality as x (term, pattern, position)`,
    [indexedLookups.map(({ term }) => term.lookup), indexedLookups.map(({ term }) => anywhere(term.lookup))],
  );
  for (const { position, ids } of rows)
    if (ids.length <= MAX_LISTED_COMPANIES) indexedLookups[position - 1]!.companies = ids;
}

// for printable ASCII with single spaces, folding only lowers the case
const isFolded = (term: string) => !/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(term);

function hasTerm({ term, companies }: Lookup, sql: Parameters): string {
  const [foldedPattern, pattern] = [
    `search_pattern(${sql.add(term.lookup)}::text)`,
    `upper(${sql.add(anywhere(term.lookup))}::text)`,
  ];
  // `all` keeps a term that the index cannot use out of the index condition
  const like = term.kind === "indexed" ? foldedPattern : `all (array[${foldedPattern}])`;
  const inTitle = `x.title like ${like} and ${isLiteral("x.title", foldedPattern, pattern, isFolded(term.lookup))}`;
  const inBody = `x.body like ${like} and ${isLiteral("x.body", foldedPattern, pattern, isFolded(term.lookup))}`;
  const inCompany = companies
    ? companies.length > 0 && `x.company = any(${sql.add(companies)}::uuid[])`
    : `x.company in (select id from companies where upper(name) like ${pattern})`;
  // a term that no index finds is in the body of most texts, so that is asked first
  return `(${[`(${inBody})`, `(${inTitle})`, inCompany].filter(Boolean).join(" or ")})`;
}

/** Whether the stored text has the letters whose folded form was found in title or body. */
function isLiteral(
  column: "x.title" | "x.body",
  foldedPattern: string,
  pattern: string,
  isTermFolded: boolean,
): string {
  const inTicket = `exists (select from tickets f
    where f.id = x.id and ${column === "x.title" ? inTitleOf("f", pattern) : inBodyOf("f", pattern)})`;
  if (isTermFolded) return inTicket;
  // after the separator comes the description as stored, if it has markup
  const isBehind =
    column === "x.title" ? "true" : `(not x.has_markup or x.body like '%' || E'\\x1f' || ${foldedPattern})`;
  return `case when x.is_folded then ${inTicket} else ${isBehind} end`;
}

const inTitleOf = (ticket: string, pattern: string) =>
  `(upper(${ticket}.ticket_number) like ${pattern} or upper(${ticket}.subject) like ${pattern})`;
// search_text() leaves out the end of a long description, so it is not searched
const inBodyOf = (ticket: string, pattern: string) =>
  `(octet_length(${ticket}.description) > 100000 or upper(${ticket}.description) like ${pattern})`;

const hasEach = (terms: readonly string[], sql: Parameters) => {
  const [plain, patterns] = [sql.add(terms), sql.add(terms.map(anywhere))];
  return `not exists (select from unnest(${plain}::text[], ${patterns}::text[]) as y (term, pattern)
    where not ((x.title like search_pattern(y.term) or x.body like search_pattern(y.term)) and exists (
        select from tickets f
        where f.id = x.id and (${inTitleOf("f", "upper(y.pattern)")} or ${inBodyOf("f", "upper(y.pattern)")}))
      or exists (select from companies c where c.id = x.company and upper(c.name) like upper(y.pattern))))`;
};
