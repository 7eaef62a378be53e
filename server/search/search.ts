import { Problem } from "../../wire/problems.ts";
import { anywhere, searchTerms } from "../../wire/query.ts";
import { type Db, query, UNPREPARED } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";

/** What fits what was typed so far, the most of each kind given, as JSON text. */
export async function findWhileTyping(db: Db, text: string, limit: number): Promise<string> {
  if (text.includes("\0")) throw new Problem(400, { q: ["Null characters are not allowed."] });
  const terms = searchTerms(text.toWellFormed());
  if (terms.length === 0) return JSON.stringify({ tickets: [], companies: [], contacts: [], users: [] });
  const sql = parameters();
  const patterns = terms.map((term) => sql.add(anywhere(term)));
  const fits = (...columns: string[]) =>
    patterns.map((pattern) => `(${columns.map((each) => `${each} ilike ${pattern}`).join(" or ")})`).join(" and ");
  const most = sql.add(limit);
  const list = (rows: string) => `(select coalesce(json_agg(x), '[]') from (${rows} limit ${most}::int) x)`;
  const tickets = `select t.id, t.ticket_number, t.subject, t.status, co.name as company_name
    from tickets t join companies co on co.id = t.company left join contacts ct on ct.id = t.contact
    where t.deleted_at is null and ${fits("t.ticket_number", "t.subject", "co.name", "ct.name")}
    order by t.status < 'resolved' desc, t.created_at desc, t.id`;
  const companies = `select id, name from companies where deleted_at is null and ${fits("name")} order by name, id`;
  const contacts = `select ct.id, ct.name, ct.email, ct.company, co.name as company_name from contacts ct
    join companies co on co.id = ct.company and co.deleted_at is null where ${fits("ct.name", "ct.email")} order by ct.name, ct.id`;
  const users = `select u.id, coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username) as full_name, u.role
    from users u where u.is_active and ${fits("u.username", "u.first_name", "u.last_name")} order by 2, u.id`;
  const [row] = await query<{ json: string }>(
    db,
    `select ${UNPREPARED} json_build_object('tickets', ${list(tickets)}, 'companies', ${list(companies)},
       'contacts', ${list(contacts)}, 'users', ${list(users)})::text as json`,
    sql.values,
  );
  return row!.json;
}
