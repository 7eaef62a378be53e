import { MAX_SEARCH_WORDS, type SearchPlace } from "../../wire/knowledge-use.ts";
import { type Db, query } from "../platform/database.ts";

const KEPT_DAYS = 180;
// keeps a robot with random words from filling the table
const MAX_A_DAY = 5_000;
const MAX_DIGITS = 6;
const ROBOT = /bot\b|crawl|spider|slurp|preview|monitor/i;

/** Whether the visitor is a program, whose searches say nothing about missing articles. */
export const isRobot = (userAgent: string | undefined): boolean => !userAgent || ROBOT.test(userAgent);

/** The words as they are counted: in lower case, with single spaces; null if they may identify a person, or are too long. */
export function countedWords(text: string): string | null {
  const words = text.normalize("NFC").toLowerCase().replaceAll(/\s+/g, " ").trim();
  if (words === "" || [...words].length > MAX_SEARCH_WORDS || words.includes("@")) return null;
  return (words.match(/\p{N}/gu) ?? []).length > MAX_DIGITS ? null : words;
}

/** Records a search without results. A person who repeats it counts once a day. */
export async function recordSearch(
  db: Db,
  text: string,
  { place, searcher }: { place: SearchPlace; searcher: Buffer },
): Promise<void> {
  const words = countedWords(text);
  if (!words) return;
  await query(
    db,
    `insert into kb_searches (place, words, searcher)
     select $1, $2, $3
     where (select count(*) from kb_searches where day = current_date) < ${MAX_A_DAY}
     on conflict (day, words, place, searcher)
       do update set searched_at = now()`,
    [place, words, searcher],
  );
}

export const listSearches = (db: Db, days: number): Promise<object[]> =>
  query(
    db,
    `select words, count(*)::int as count,
       (count(*) filter (where place = 'help_center'))::int as help_center,
       (count(*) filter (where place = 'app'))::int as app,
       wire_time(max(searched_at)) as last_at
     from kb_searches
     where day > current_date - $1::int
     group by words
     order by count(*) desc, max(searched_at) desc, words
     limit 100`,
    [days],
  );

export const deleteOldSearches = (db: Db) =>
  query(db, `delete from kb_searches where day < current_date - ${KEPT_DAYS}`);
