import { anywhere } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, plannedEachTime } from "../platform/parameters.ts";

// Terms that get a condition of their own, the longest first; what any number of further ones ask is one condition more.
const MOST_CONDITIONS = 8;
// A longer term is looked up by its beginning: each of its trigrams is one more list for the index to read.
const MOST_LOOKED_UP = 60;
const LEAST_LOOKED_UP = 3;
// More than so many companies of one name are no list of ids but a condition.
const MOST_COMPANIES = 500;
// stands between the fields of a ticket's text
const SEPARATOR = "\x1f";

interface Lookup {
  pattern: string;
  /** Whether the trigram index can find it. */
  isIndexed: boolean;
  /** The companies whose name has it; null when there are too many to list, or nobody has looked. */
  companies: string[] | null;
}

/** That every term is somewhere in number, subject, description or the company's name; each way to ask it is on a row t. */
export interface Search {
  /** The condition that finds tickets. */
  where(sql: Parameters): string;
  /** The condition on a ticket at hand. */
  told(sql: Parameters): string;
  /** The statement that finds id and time of creation of all that are not deleted, by their texts alone. */
  found(sql: Parameters): string;
  /** Looks the companies up first: where no company has a term, its condition is one that the index answers alone. */
  findCompanies(db: Db): Promise<void>;
}

export function openSearch(terms: readonly string[]): Search {
  const { lookups, rest } = divided(terms);
  const isSeparated = rest.every((term) => !term.includes(SEPARATOR));
  const told = (sql: Parameters) => eachIsIn(FIELDS, terms, sql);
  const inTexts = (sql: Parameters) => {
    const conditions = lookups.map((lookup) => isFound(lookup, sql));
    if (rest.length > 0)
      conditions.push(eachIsIn(isSeparated ? "t.text like lower(x.pattern)" : FIELDS_BESIDE, rest, sql));
    return conditions.join(" and ");
  };
  const isLong = (sql: Parameters) => `octet_length(t.description) > 20000 and ${told(sql)}`;
  return {
    findCompanies: (db) => findCompanies(db, lookups),
    told: plannedEachTime(told),
    where: plannedEachTime(
      (sql) => `t.id in (select t.id from ticket_texts t where ${inTexts(sql)}
      union all select t.id from tickets t where ${isLong(sql)})`,
    ),
    found: plannedEachTime(
      (sql) => `select t.id, t.created_at from ticket_texts t where t.deleted_at is null and ${inTexts(sql)}
      union all select t.id, t.created_at from tickets t where t.deleted_at is null and ${isLong(sql)}
        and t.id not in (select t.id from ticket_texts t where ${inTexts(sql)}
          and t.id in (select id from tickets where octet_length(description) > 20000))`,
    ),
  };
}

/** Terms to look up, and those that this does not tell enough of. */
function divided(terms: readonly string[]): { lookups: Lookup[]; rest: string[] } {
  const lookups: Lookup[] = [];
  const rest: string[] = [];
  for (const term of terms.toSorted((a, b) => b.length - a.length)) {
    const characters = [...term];
    const isWhole = characters.length <= MOST_LOOKED_UP && !term.includes(SEPARATOR);
    const isOver = lookups.length >= MOST_CONDITIONS || term.includes(SEPARATOR);
    if (isOver || !isWhole) rest.push(term);
    if (isOver) continue;
    const pattern = anywhere(characters.slice(0, MOST_LOOKED_UP).join(""));
    lookups.push({ pattern, isIndexed: characters.length >= LEAST_LOOKED_UP, companies: null });
  }
  return { lookups, rest };
}

async function findCompanies(db: Db, lookups: readonly Lookup[]): Promise<void> {
  const indexed = lookups.filter((each) => each.isIndexed);
  if (indexed.length === 0) return;
  const rows = await query<{ place: number; ids: string[] }>(
    db,
    `select x.place, array(select id from companies where name ilike x.pattern limit ${MOST_COMPANIES + 1}) as ids
     from unnest($1::text[]) with ordinality as x (pattern, place)`,
    [indexed.map((each) => each.pattern)],
  );
  for (const { place, ids } of rows) if (ids.length <= MOST_COMPANIES) indexed[place - 1]!.companies = ids;
}

function isFound({ pattern, isIndexed, companies }: Lookup, sql: Parameters): string {
  const place = `${sql.add(pattern)}::text`;
  // `all` keeps a term that the index cannot find from being asked of it
  const inText = `t.text like ${isIndexed ? `lower(${place})` : `all (array[lower(${place})])`}`;
  if (companies === null) return `(${inText} or t.company in (select id from companies where name ilike ${place}))`;
  return companies.length === 0 ? inText : `(${inText} or t.company = any(${sql.add(companies)}::uuid[]))`;
}

const FIELDS = "t.ticket_number ilike x.pattern or t.subject ilike x.pattern or t.description ilike x.pattern";
const FIELDS_BESIDE = `exists (select from tickets f where f.id = t.id and (${FIELDS.replaceAll("t.", "f.")}))`;

const eachIsIn = (where: string, terms: readonly string[], sql: Parameters) =>
  `not exists (select from unnest(${sql.add(terms.map(anywhere))}::text[]) as x (pattern)
    where not (${where} or exists (select from companies c where c.id = t.company and c.name ilike x.pattern)))`;
