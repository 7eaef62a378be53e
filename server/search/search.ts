import { invalid } from "../../wire/problems.ts";
import { anywhere, searchTerms } from "../../wire/query.ts";
import { visibleTo } from "../access/visible.ts";
import { isOneOf, type Rare, withRareTerms } from "../inbox/lookup.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { fullName } from "../users/names.ts";

const NOTHING = JSON.stringify({ tickets: [], companies: [], contacts: [], users: [] });
// more words than this nobody types to jump somewhere
const MOST_TERMS = 6;
// so many recent ones of each state are ranked by how well they fit
const POOL = 60;
// more companies or contacts of one name than this say nothing about a ticket
const MOST_NAMESAKES = 200;

const SHOWN = "t.id, t.ticket_number, t.subject, t.status, t.company, t.created_at";
const FULL_NAME = fullName("u");

/** What fits what was typed so far, the most of each kind given, as JSON text. Every word fits in any of its parts. */
export async function findWhileTyping(db: Db, viewer: Actor, text: string, limit: number): Promise<string> {
  if (text.includes("\0")) throw invalid({ q: ["Null characters are not allowed."] });
  const terms = searchTerms(text.toWellFormed().replaceAll("\x1f", " ")).slice(0, MOST_TERMS);
  if (terms.length === 0) return NOTHING;
  const sql = parameters();
  const rare = await withRareTerms(
    db,
    terms.filter((term) => !WHOLE_NUMBER.test(term)),
    inTitles,
  );
  const list = (rows: string) => `(select coalesce(json_agg(x), '[]') from (${rows} limit ${limit}) x)`;
  const [row] = await query<{ json: string }>(
    db,
    `select json_build_object('tickets', ${list(tickets(viewer, terms, rare, sql))}, 'companies', ${list(companies(terms, sql))},
       'contacts', ${list(contacts(terms, sql))}, 'users', ${list(users(terms, sql))})::text as json`,
    sql.values,
    { prepare: false },
  );
  return row!.json;
}

const fits = (terms: readonly string[], columns: readonly string[], sql: Parameters): string =>
  terms
    .map((term) => sql.add(anywhere(term)))
    .map((pattern) => `(${columns.map((column) => `${column} ilike ${pattern}`).join(" or ")})`)
    .join(" and ");

/** The whole text as the beginning of a name. */
const beginning = (terms: readonly string[]) => anywhere(terms.join(" ")).slice(1);

// how tickets are found by what is shown of them
const inTitles = (
  pattern: string,
) => `select id from ticket_texts where title like lower(${pattern}) and deleted_at is null
  union all select id from tickets where company in (select id from companies where name ilike ${pattern} limit ${MOST_NAMESAKES})
  union all select id from tickets where contact in (select id from contacts where name ilike ${pattern} limit ${MOST_NAMESAKES})`;

function tickets(viewer: Actor, terms: readonly string[], { ids, isWhole }: Rare, sql: Parameters): string {
  const among = ids ? [isOneOf(ids)(sql)] : [];
  const untold = isWhole ? terms.filter((term) => WHOLE_NUMBER.test(term)) : terms;
  const condition = [...among, ...untold.map((term) => ticketFits(term, sql))].join(" and ");
  const exact = terms.map((term) => numberIs(term, sql)).filter((each) => each !== null);
  const shown = `t.deleted_at is null and ${visibleTo(viewer, sql)}`;
  const pool = (state: string) =>
    `(select ${SHOWN} from tickets t where ${shown} and t.status ${state} and ${condition}
      order by t.created_at desc, t.id limit ${POOL})`;
  // a number is found however old its ticket is
  const named = exact.length === 1 && terms.length === 1 ? `union all ${byNumber(exact[0]!, shown)}` : "";
  const best = [...exact.map(({ told }) => told), `t.subject ilike ${sql.add(beginning(terms))}`];
  return `select t.id, t.ticket_number, t.subject, t.status, co.name as company_name
    from (select distinct on (p.id) p.* from (${pool("< 'resolved'")} union all ${pool(">= 'resolved'")} ${named}) p) t
    left join companies co on co.id = t.company
    order by ${best.map((each) => `(${each}) desc`).join(", ")}, t.status < 'resolved' desc, t.created_at desc, t.id`;
}

function ticketFits(term: string, sql: Parameters): string {
  if (WHOLE_NUMBER.test(term)) return numberIs(term, sql)!.told;
  const pattern = sql.add(anywhere(term));
  const among = (table: string, columns: string) =>
    `any(array(select id from ${table} where ${columns} ilike ${pattern} limit ${MOST_NAMESAKES}))`;
  return `(t.subject ilike ${pattern} or t.ticket_number ilike ${pattern}
    or t.company = ${among("companies", "name")} or t.contact = ${among("contacts", "name")})`;
}

const WHOLE_NUMBER = /^t-\d{8}-\d+$/i;

interface Numbered {
  /** Tells whether it is a ticket's number. */
  told: string;
  /** Finds the tickets by their index; a value that the statement does not name would be refused, so only when wanted. */
  found(): string;
}

/** How to tell and to find the tickets whose number a term is, 42 being any that ends in -0042; null when it is none. */
function numberIs(term: string, sql: Parameters): Numbered | null {
  if (WHOLE_NUMBER.test(term)) {
    const whole = `t.ticket_number = ${sql.add(term.toUpperCase())}`;
    return { told: whole, found: () => whole };
  }
  const digits = /^#?(\d{1,9})$/.exec(term)?.[1];
  if (!digits) return null;
  const ending = `-${digits.replace(/^0+(?=\d)/, "").padStart(4, "0")}`;
  return {
    told: `t.ticket_number like ${sql.add(`%${ending}`)}`,
    found: () => `t.id in (select id from ticket_texts where title like ${sql.add(`%${ending}\x1f%`)})`,
  };
}

const byNumber = ({ told, found }: Numbered, shown: string) =>
  `(select ${SHOWN} from tickets t where ${shown} and ${found()} and ${told} order by t.created_at desc, t.id limit ${POOL})`;

function companies(terms: readonly string[], sql: Parameters): string {
  return `select co.id, co.name from companies co where co.deleted_at is null and ${fits(terms, ["co.name"], sql)}
    order by co.name ilike ${sql.add(beginning(terms))} desc, co.is_active desc, co.name, co.id`;
}

function contacts(terms: readonly string[], sql: Parameters): string {
  const begins = sql.add(beginning(terms));
  return `select ct.id, ct.name, ct.email, ct.company, co.name as company_name from contacts ct
    left join companies co on co.id = ct.company where co.deleted_at is null and ${fits(terms, ["ct.name", "ct.email"], sql)}
    order by (ct.name ilike ${begins} or ct.email ilike ${begins}) desc, ct.is_active desc, ct.name, ct.id`;
}

function users(terms: readonly string[], sql: Parameters): string {
  return `select u.id, ${FULL_NAME} as full_name, u.role from users u
    where u.is_active and ${fits(terms, ["u.username", "u.first_name", "u.last_name"], sql)}
    order by ${FULL_NAME} ilike ${sql.add(beginning(terms))} desc, full_name, u.id`;
}
