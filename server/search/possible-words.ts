import { anywhere } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { COMMENT } from "./text-conditions.ts";

// Everything that a search or a filter on texts may read of a ticket. Comments are rows of their own, because together
// they may be larger than one value can be.
const TEXTS = `select t.id, concat_ws(e'\\x1f', x.title, x.body, search_text(t.tags, false), search_text(co.name, false),
      search_text(ct.name, false), search_text(ct.email, false)) as text, upper(co.name) as company
    from tickets t
    left join ticket_texts x on x.id = t.id
    left join companies co on co.id = t.company
    left join contacts ct on ct.id = t.contact
    where t.id = any($1::uuid[])
    union all
    select ticket, ${COMMENT}, null from comments where ticket = any($1::uuid[])
    union all
    select ticket, search_text(source_number, false), null from merged`;

const STATEMENT = `with recursive merged as (
    select target as ticket, source, source_number
    from ticket_merges
    where target = any($1::uuid[]) and undone_at is null
    union
    select s.ticket, m.source, m.source_number
    from merged s
    join ticket_merges m on m.target = s.source and m.undone_at is null),
  texts as materialized (${TEXTS}),
  words as materialized (
    select search_pattern(word) as pattern, upper(literal) as literal, position - 1 as position
    from unnest($2::text[], $3::text[]) with ordinality as y (word, literal, position))
  select x.id as ticket, array_agg(distinct y.position)::int[] as positions
  from texts x
  join words y on x.text like y.pattern or x.company like y.literal
  group by x.id`;

/**
 * Which of these words are anywhere in each ticket. One statement for all, and only rough: a search finds nothing else, but it
 * may be stricter, for example about the beginning of a word.
 */
export async function possibleWords(
  db: Db,
  tickets: readonly string[],
  words: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (tickets.length === 0 || words.length === 0) return new Map();
  const rows = await query<{ ticket: string; positions: number[] }>(db, STATEMENT, [
    tickets,
    words,
    words.map(anywhere),
  ]);
  return new Map(rows.map(({ ticket, positions }) => [ticket, new Set(positions.map((at) => words[at]!))]));
}
