import { invalid } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { fullName } from "../users/names.ts";
import { findRareTerms, IS_PRESENT, isOneOf, MAX_LISTED, type TermMatches } from "./planner.ts";
import { type Clause, clausesOf, type Matcher, matcherIn, matcherOf, type Term } from "./terms.ts";

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

const SHOWN = "t.id, t.ticket_number, t.subject, t.status, t.company, t.created_at, x.title";
const FROM = "tickets t join ticket_texts x on x.id = t.id";
const FULL_NAME = fullName("u");
const SUBJECT_START = `left(split_part(x.title, E'\\x1f', 2), ${INDEXED_SUBJECT})`;

/** The whole text as the beginning of a name: folded, and as a pattern; both are SQL. */
interface Start {
  text: string;
  pattern: string;
}

/** The matches of the typed text, at most `limit` of each kind, as JSON text. Every word must match, in any part. */
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
  const list = (rows: string) => `(select coalesce(json_agg(x), '[]') from (${rows} limit ${limit}) x)`;
  const [row] = await query<{ json: string }>(
    db,
    `select json_build_object('tickets', ${list(tickets(viewer, clauses, rare, starts, sql))},
       'companies', ${list(companies(clauses, starts, sql))}, 'contacts', ${list(contacts(clauses, starts, sql))},
       'users', ${list(users(clauses, starts, sql))})::text as json`,
    sql.values,
    { prepare: false },
  );
  return row!.json;
}

const matchesAll = (clauses: readonly Clause[], columns: readonly string[], sql: Parameters): string =>
  clauses
    .map((clause) => matcherIn(clause, sql))
    .map(({ has }) => `(${columns.map((column) => has(`search_text(${column}, false)`)).join(" or ")})`)
    .join(" and ");

/** Whether one of these names begins with the typed text. */
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
  const recent = (state: string) => `(select * from (select ${SHOWN}, t.contact from ${FROM}
      where ${isVisible} and t.status ${state}${among}
        order by t.created_at desc, t.id limit ${ids ? MAX_LISTED : MAX_EXAMINED_HERE}) t
      where ${matches} limit ${POOL_SIZE})`;
  const pool = (condition: string) => `(select ${SHOWN}, t.contact from ${FROM}
      where ${isVisible} and ${condition} order by t.created_at desc, t.id limit ${POOL_SIZE})`;
  const isWhole = ({ pattern }: Start) => `x.title like '%' || E'\\x1f' || substr(left(${pattern}, -1), 2)`;
  const isBeginning = ({ pattern }: Start) => `x.title like '%' || E'\\x1f' || substr(${pattern}, 2)`;
  const bySubject = (condition: string) => `(select ${SHOWN}, t.contact from (
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
    `any(array(select id from ${table} where ${has("search_text(name, false)")} limit ${MAX_NAMESAKES}))`;
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
    find: () => `(t.id in (select id from ticket_texts where title like ${sql.add(`%${ending}\x1f%`)}) or ${isMerged})`,
  };
}

/** The tickets that tickets with such a number were merged into. */
const mergedFrom = (number: string) =>
  `any(array(
    select merged_ticket(source) from ticket_merges
    where source_number ${number} and undone_at is null
    limit ${MAX_NAMESAKES}))`;

function companies(clauses: readonly Clause[], starts: readonly Start[], sql: Parameters): string {
  return `select co.id, co.name
    from companies co
    where co.deleted_at is null and ${matchesAll(clauses, ["co.name"], sql)}
    order by ${begins(["co.name"], starts)} desc, co.is_active desc, co.name, co.id`;
}

function contacts(clauses: readonly Clause[], starts: readonly Start[], sql: Parameters): string {
  return `select ct.id, ct.name, ct.email, ct.company, co.name as company_name from contacts ct
    left join companies co on co.id = ct.company
    where co.deleted_at is null and ${matchesAll(clauses, ["ct.name", "ct.email"], sql)}
    order by ${begins(["ct.name", "ct.email"], starts)} desc, ct.is_active desc, ct.name, ct.id`;
}

function users(clauses: readonly Clause[], starts: readonly Start[], sql: Parameters): string {
  return `select u.id, ${FULL_NAME} as full_name, u.role from users u
    where u.is_active and ${matchesAll(clauses, ["u.username", "u.first_name", "u.last_name"], sql)}
    order by ${begins([FULL_NAME], starts)} desc, full_name, u.id`;
}
