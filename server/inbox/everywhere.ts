import { anywhere, searchTerms } from "../../wire/query.ts";
import { UNPREPARED } from "../platform/database.ts";
import type { Parameters } from "../platform/parameters.ts";

/** The conditions of a search over all that a ticket has: every term is somewhere in it. */
export const everywhere = (text: string) =>
  searchTerms(text).map((term) => (sql: Parameters) => `${UNPREPARED} ${isSomewhere(sql.add(anywhere(term)))}`);

const isSomewhere = (pattern: string) => `(t.ticket_number ilike ${pattern} or t.subject ilike ${pattern}
  or t.tags ilike ${pattern} or t.description ilike ${pattern}
  or t.company = any(array(select id from companies where name ilike ${pattern}))
  or t.contact = any(array(select id from contacts where name ilike ${pattern} or email ilike ${pattern}))
  or exists (select 1 from comments where ticket = t.id and text ilike ${pattern}))`;
