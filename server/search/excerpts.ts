import { convert } from "html-to-text";
import { wordGroups, wordPositions } from "../../wire/word-positions.ts";
import { visibleTo } from "../access/visible.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { authorName, fullName } from "../users/names.ts";
import { clausesOf, matcherIn } from "./terms.ts";

const LENGTH = 160;
/** How many characters of an excerpt come before its first word of the search. */
const LEAD = 12;
// a comment may have megabytes, so the excerpt is taken from a part around the first word
const [PART_BEFORE, PART] = [1_000, 6_000];

/** Where a ticket has the words of a search: a message, or its description. */
export interface TicketExcerpt {
  ticket: string;
  /** Null if it is in the description. */
  comment: string | null;
  author_name: string | null;
  is_internal: boolean;
  excerpt: string;
}

interface Row extends Omit<TicketExcerpt, "excerpt"> {
  part: string;
}

/** The message, or else the description, of each ticket that has the most words of a search, and the part around them. */
export async function findExcerpts(
  db: Db,
  viewer: Actor,
  text: string,
  tickets: readonly string[],
): Promise<TicketExcerpt[]> {
  const clauses = clausesOf(text.toWellFormed());
  if (clauses.length === 0 || tickets.length === 0) return [];
  const sql = parameters();
  const ids = `${sql.add(tickets)}::uuid[]`;
  const words = `${sql.add(clauses.flatMap(({ terms }) => terms.map((term) => term.text)))}::text[]`;
  const count = clauses.map((clause) => `(${matcherIn(clause, sql).has("x.folded")})::int`).join(" + ");
  const rows = await query<Row>(
    db,
    `with t as (
        select * from tickets t where t.id = any(${ids}) and t.deleted_at is null and ${visibleTo(viewer, sql)}),
      texts as (
        select t.id as ticket, m.id as comment, m.text, m.created_at, m.is_internal,
          coalesce(${fullName("w")}, ${authorName("m", "author", "w")}) as author_name
        from t
        join comments m on m.ticket = t.id
        left join users w on w.id = m.author
        union all
        select t.id, null, t.description, t.created_at, false, null from t),
      matches as (
        select x.*, ${count} as words
        from (select texts.*, search_text(text, true) as folded from texts offset 0) x)
      select distinct on (ticket) ticket, comment, author_name, is_internal,
        substr(text, greatest(1, ${PART_BEFORE * -1} + coalesce((
          select min(nullif(strpos(lower(text), lower(word)), 0)) from unnest(${words}) word), 1)), ${PART}) as part
      from matches
      where words > 0
      order by ticket, words desc, created_at desc`,
    sql.values,
    { prepare: false },
  );
  const groups = wordGroups(text);
  return rows.map(({ part, ...row }) => ({ ...row, excerpt: excerptOf(plainText(part), groups) }));
}

/** A part of a text without its markup; a tag that the part begins in is left out, too. */
const plainText = (part: string): string => (/[<>&]/.test(part) ? withoutMarkup(part) : part).replaceAll(/\s+/g, " ");

const withoutMarkup = (part: string): string =>
  convert(part.replace(/^[^<>]*>/, ""), {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
    ],
  });

/** The part of a text where most of the words stand together. */
function excerptOf(text: string, groups: readonly (readonly string[])[]): string {
  const placesOfGroups = groups.map((words) => wordPositions(text, words).map(([from]) => from));
  const starts = placesOfGroups.flat();
  const wordsFrom = (start: number) =>
    placesOfGroups.filter((places) => places.some((place) => place >= start && place < start + LENGTH - LEAD)).length;
  const best = starts.toSorted((a, b) => wordsFrom(b) - wordsFrom(a) || a - b)[0] ?? 0;
  // from the beginning of a word
  const space = best > LEAD ? text.indexOf(" ", best - LEAD) : -1;
  const start = best <= LEAD ? 0 : space >= 0 && space < best ? space + 1 : best;
  const end = text.length > start + LENGTH ? text.lastIndexOf(" ", start + LENGTH) : text.length;
  const excerpt = text.slice(start, end > best ? end : start + LENGTH).trim();
  return `${start > 0 ? "…" : ""}${excerpt}`;
}
