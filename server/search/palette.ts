import { invalid } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { fullName } from "../users/names.ts";
import { findRareTerms, MAX_LISTED, type TermMatches } from "./look-up.ts";
import { IS_PRESENT, isOneOf } from "./planner.ts";
import { type Clause, clausesOf, type Matcher, matcherIn, matcherOf, type Term } from "./terms.ts";

const USER_NAMES = ["u.username", "u.first_name", "u.last_name"];
// shorter texts are like too many names
const MIN_OF_SIMILAR = 4;
// one letter of a short word may be missing: Habour, Harbour
const LIKENESS = 0.5;
const NOTHING = JSON.stringify({ tickets: [], companies: [], contacts: [], users: [] });
// more words than anyone types to find something
const MAX_CLAUSES = 6;
const MAX_ALTERNATIVES = 6;
// for common words, examines this many of the latest tickets of each state
const MAX_EXAMINED_HERE = 500;
/** This many recent tickets of each state are ranked by how well they match. */
const POOL_SIZE = 60;
// if more companies or contacts match a name, the name does not help to find a ticket
const MAX_NAMESAKES = 200;
// the index of subjects covers this many characters
const INDEXED_SUBJECT = 60;

const RESULT_COLUMNS = "t.id, t.ticket_number, t.subject, t.status, t.company, t.created_at, x.title";
const FROM = "tickets t join ticket_texts x on x.id = t.id";
const FULL_NAME = fullName("u");
const SUBJECT_START = `left(split_part(x.title, E'\\x1f', 2), ${INDEXED_SUBJECT})`;

/** The whole text as the beginning of a name: folded, and as a pattern; both are SQL. */
interface Start {
  text: string;
  pattern: string;
}

/**
 * The matches of the typed text, at most `limit` of each kind, as JSON text. Every word must match, in any part; if nobody's name
 * does, names that are spelled nearly like the text.
 */
export async function findWhileTyping(db: Db, viewer: Actor, text: string, limit: number): Promise<string> {
  if (text.includes("\0")) throw invalid({ q: ["Null characters are not allowed."] });
  const input = text.toWellFormed();
  const clauses = clausesOf(input)
    .slice(0, MAX_CLAUSES)
    .map((clause): Clause => ({ ...clause, terms: clause.terms.slice(0, MAX_ALTERNATIVES) }));
  if (clauses.length === 0) return NOTHING;
  const sql = parameters();
  const rare = await findRareTerms(
    db,
    clauses.filter((clause) => !hasNumber(clause)),
    [inTitles],
  );
  // the whole text as the beginning of a name: as typed, and without quotes and commas
  const starts = [...new Set([input.trim(), clauses.map(({ terms }) => terms[0]!.text).join(" ")])].map((start) => {
    const placeholder = `${sql.add(start)}::text`;
    return { text: `search_text(${placeholder}, false)`, pattern: `search_pattern(${placeholder})` };
  });
  const [row] = await query<Matches>(
    db,
    `select ${list(tickets(viewer, clauses, rare, starts, sql), limit)} as tickets,
       ${list(companies(matchesAll(clauses, ["co.name"], sql), begins(["co.name"], starts)), limit)} as companies,
       ${list(contacts(matchesAll(clauses, ["ct.name", "ct.email"], sql), begins(["ct.name", "ct.email"], starts)), limit)}
         as contacts,
       ${list(users(matchesAll(clauses, USER_NAMES, sql), begins([FULL_NAME], starts)), limit)} as users`,
    sql.values,
    { prepare: false },
  );
  const hasNames = row!.companies !== "[]" || row!.contacts !== "[]" || row!.users !== "[]";
  const names = hasNames || input.trim().length < MIN_OF_SIMILAR ? {} : await findSimilarNames(db, input.trim(), limit);
  const parts = Object.entries({ ...row!, ...names });
  return `{${parts.map(([kind, json]) => `"${kind}":${json}`).join()}}`;
}

/** What was found, each as JSON text. */
interface Matches {
  tickets: string;
  companies: string;
  contacts: string;
  users: string;
}

const list = (rows: string, limit: number) =>
  `(select coalesce(json_agg(x), '[]') from (${rows} limit ${limit}) x)::text`;

/** Companies, contacts and users whose names are spelled nearly like the text: "Harbor" finds Harbour Hotel. */
async function findSimilarNames(db: Db, text: string, limit: number): Promise<Partial<Matches>> {
  const sql = parameters();
  const words = `search_text(${sql.add(text)}::text, false)`;
  const isLike = (name: string) => `search_text(${name}, false) %> ${words}`;
  const likeness = (name: string) => `word_similarity(${words}, search_text(${name}, false))`;
  return transact(db, async (db) => {
    await query(db, `set local pg_trgm.word_similarity_threshold = ${LIKENESS}`);
    const [row] = await query<Omit<Matches, "tickets">>(
      db,
      `select ${list(companies(isLike("co.name"), likeness("co.name")), limit)} as companies,
         ${list(contacts(isLike("ct.name"), likeness("ct.name")), limit)} as contacts,
         ${list(users(isLike(FULL_NAME), likeness(FULL_NAME)), limit)} as users`,
      sql.values,
      { prepare: false },
    );
    return row!;
  });
}

const matchesAll = (clauses: readonly Clause[], columns: readonly string[], sql: Parameters): string =>
  clauses
    .map((clause) => matcherIn(clause, sql))
    .map(({ has }) => `(${columns.map((column) => has(`search_text(${column}, false)`)).join(" or ")})`)
    .join(" and ");

/** Whether one of these names begins with the words text. */
const begins = (names: readonly string[], starts: readonly Start[]) =>
  `(${names.flatMap((name) => starts.map(({ pattern }) => `search_text(${name}, false) like substr(${pattern}, 2)`)).join(" or ")})`;

// the conditions that find tickets by the parts that the palette shows
const inTitles = ({ has }: Matcher) => `select id from ticket_texts where ${has("title")}
  union all select id from tickets where company in (
    select id from companies where ${has("search_text(name, false)")} limit ${MAX_NAMESAKES})
  union all select id from tickets where contact in (
    select id from contacts where ${has("search_text(name, false)")} limit ${MAX_NAMESAKES})`;

/**
 * The tickets: first one whose number or whole subject was typed, then those whose subject begins with the text, then
 * the rest; among equals, open and recent ones. A number, a whole subject or its beginning is found however old the
 * ticket is.
 */
function tickets(
  viewer: Actor,
  clauses: readonly Clause[],
  { ids, isComplete }: TermMatches,
  starts: readonly Start[],
  sql: Parameters,
): string {
  const terms = clauses.flatMap((clause) => clause.terms);
  const numbers = terms.map((term) => numberOf(term.text, sql)).filter((each) => each !== null);
  const uncheckedClauses = ids && isComplete ? clauses.filter(hasNumber) : clauses;
  const matches =
    uncheckedClauses
      .map((each) => `(${each.terms.map((term) => ticketMatches(term, sql)).join(" or ")})`)
      .join(" and ") || "true";
  const among = ids ? ` and ${isOneOf(ids)(sql)}` : "";
  const isVisible = `t.deleted_at is null and ${visibleTo(viewer, sql)}`;
  // a limit without `order by` keeps the inner order
  const recent = (state: string) => `(select * from (select ${RESULT_COLUMNS}, t.contact from ${FROM}
      where ${isVisible} and t.status ${state}${among}
        order by t.created_at desc, t.id limit ${ids ? MAX_LISTED : MAX_EXAMINED_HERE}) t
      where ${matches} limit ${POOL_SIZE})`;
  const pool = (condition: string) => `(select ${RESULT_COLUMNS}, t.contact from ${FROM}
      where ${isVisible} and ${condition} order by t.created_at desc, t.id limit ${POOL_SIZE})`;
  const isWhole = ({ pattern }: Start) => `x.title like '%' || E'\\x1f' || substr(left(${pattern}, -1), 2)`;
  const isBeginning = ({ pattern }: Start) => `x.title like '%' || E'\\x1f' || substr(${pattern}, 2)`;
  const bySubject = (condition: string) => `(select ${RESULT_COLUMNS}, t.contact from (
      select * from ticket_texts x where ${IS_PRESENT} and ${condition} limit ${POOL_SIZE}) x
      join tickets t on t.id = x.id
      where ${isVisible})`;
  const subjects = starts.flatMap((start) => [
    bySubject(`${SUBJECT_START} = left(${start.text}, ${INDEXED_SUBJECT}) and ${isWhole(start)}
        order by x.created_at desc`),
    bySubject(`${SUBJECT_START} like left(substr(${start.pattern}, 2), ${INDEXED_SUBJECT}) and ${isBeginning(start)}`),
  ]);
  const pools = [
    recent("< 'resolved'"),
    recent(">= 'resolved'"),
    ...(numbers.length === 1 && terms.length === 1 ? [pool(`${numbers[0]!.find()} and ${numbers[0]!.is}`)] : []),
    ...subjects,
  ];
  const best = [
    ...numbers.map(({ is }) => is),
    `(${starts.map(isWhole).join(" or ")})`,
    `(${starts.map(isBeginning).join(" or ")})`,
  ];
  return `select t.id, t.ticket_number, t.subject, t.status, co.name as company_name
    from (select distinct on (p.id) p.* from (${pools.join(" union all ")}) p) t
    cross join lateral (select t.title) x
    left join companies co on co.id = t.company
    order by ${best.map((each) => `(${each}) desc`).join(", ")}, t.status < 'resolved' desc, t.created_at desc, t.id`;
}

function ticketMatches({ kind, text }: Term, sql: Parameters): string {
  if (WHOLE_NUMBER.test(text)) return numberOf(text, sql)!.is;
  const { has } = matcherOf(kind, `${sql.add(text)}::text`);
  const among = (table: string) =>
    `any(array(
       select id
       from ${table}
       where ${has("search_text(name, false)")}
       limit ${MAX_NAMESAKES}))`;
  return `(${has("t.title")} or t.company = ${among("companies")} or t.contact = ${among("contacts")})`;
}

const WHOLE_NUMBER = /^t-\d{8}-\d+$/i;
const hasNumber = ({ terms }: Clause): boolean => terms.some(({ text }) => WHOLE_NUMBER.test(text));

interface TicketNumber {
  /** Whether it is the number of this ticket. */
  is: string;
  /** Finds the tickets by the index. A function, because a statement is refused if it does not use all of its values. */
  find(): string;
}

/**
 * How to recognize and find the tickets whose number a term is: 42 stands for any that ends in -0042. Null if it is not a
 * number.
 */
function numberOf(term: string, sql: Parameters): TicketNumber | null {
  if (WHOLE_NUMBER.test(term)) {
    const number = sql.add(term.toUpperCase());
    const whole = `(t.ticket_number = ${number} or t.id = ${mergedFrom(`= ${number}`)})`;
    return { is: whole, find: () => whole };
  }
  const digits = /^#?(\d{1,9})$/.exec(term)?.[1];
  if (!digits) return null;
  const ending = `-${digits.replace(/^0+(?=\d)/, "").padStart(4, "0")}`;
  const isMerged = `t.id = ${mergedFrom(`like ${sql.add(`%${ending}`)}`)}`;
  return {
    is: `(t.ticket_number like ${sql.add(`%${ending}`)} or ${isMerged})`,
    find: () => `(t.id in (
        select id
        from ticket_texts
        where title like ${sql.add(`%${ending}\x1f%`)}) or ${isMerged})`,
  };
}

/** The tickets that tickets with such a number were merged into. */
const mergedFrom = (number: string) =>
  `any(array(
    select merged_ticket(source) from ticket_merges
    where source_number ${number} and undone_at is null
    limit ${MAX_NAMESAKES}))`;

const companies = (matches: string, best: string): string => `select co.id, co.name
    from companies co
    where co.deleted_at is null and ${matches}
    order by ${best} desc, co.is_active desc, co.name, co.id`;

const contacts = (
  matches: string,
  best: string,
): string => `select ct.id, ct.name, ct.email, ct.company, co.name as company_name from contacts ct
    left join companies co on co.id = ct.company
    where co.deleted_at is null and ${matches}
    order by ${best} desc, ct.is_active desc, ct.name, ct.id`;

const users = (matches: string, best: string): string => `select u.id, ${FULL_NAME} as full_name, u.role from users u
    where u.is_active and ${matches}
    order by ${best} desc, full_name, u.id`;
