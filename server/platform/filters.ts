import { flag } from "../../wire/fields.ts";
import { type FieldErrors, invalid, Problem } from "../../wire/problems.ts";
import {
  anywhere,
  filterUuid,
  NOT_AMONG_CHOICES,
  notAChoice,
  notAUuid,
  searchClauses,
  searchTerms,
} from "../../wire/query.ts";
import { type Db, query } from "./database.ts";
import type { Parameters } from "./parameters.ts";

type Query = Record<string, string | undefined>;

/**
 * The IDs and words in a request's filters. All errors are reported in one 400: malformed IDs, IDs that do not exist (if a
 * table is named), and words that are not valid choices.
 */
export async function filterIds(
  db: Db,
  filters: Query,
  tables: Record<string, string>,
  choices: Record<string, readonly string[]> = {},
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  const errors: FieldErrors = {};
  for (const [name, words] of Object.entries(choices)) {
    const value = filters[name];
    if (!value) continue;
    if (words.includes(value)) ids[name] = value;
    else errors[name] = [notAChoice(value)];
  }
  for (const [name, table] of Object.entries(tables)) {
    const value = filters[name];
    if (!value) continue;
    const id = filterUuid(value);
    if (!id) errors[name] = [notAUuid(value)];
    else if (table && (await query(db, `select 1 from ${table} where id = $1`, [id])).length === 0)
      errors[name] = [NOT_AMONG_CHOICES];
    else ids[name] = id;
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return ids;
}

/** Reads the filters of a request. `check` reports all their errors in one 400. */
export function filterReader(filters: Query) {
  const errors: FieldErrors = {};
  return {
    errors,
    /** The words of a filter, separated by commas. */
    words(name: string, choices: readonly string[]): string[] {
      const words = (filters[name] ?? "").split(",").filter(Boolean);
      const wrong = words.filter((word) => !choices.includes(word));
      if (wrong.length > 0) errors[name] = wrong.map(notAChoice);
      return words;
    },
    uuid(name: string): string | null {
      const value = filters[name];
      const id = value ? filterUuid(value) : null;
      if (value && !id) errors[name] = [notAUuid(value)];
      return id;
    },
    check(): void {
      if (Object.keys(errors).length > 0) throw invalid(errors);
    },
  };
}

/** A filter with a list of choices; an unknown one returns 400. */
export function filterChoice(filters: Query, name: string, choices: readonly string[]): string | null {
  const value = filters[name];
  if (!value) return null;
  if (!choices.includes(value)) throw invalid({ [name]: [notAChoice(value)] });
  return value;
}

/** A filter that is true or false, in any usual spelling; anything else is no filter. */
export function filterFlag(filters: Query, name: string): boolean | null {
  const result = flag().read(filters[name], { zone: "UTC" });
  return "value" in result ? result.value : null;
}

/** A text in the form that search compares. Folding is the most expensive part, and plain ASCII needs none. */
export const foldedText = (column: string): string =>
  `case
    when octet_length(${column}) = char_length(${column}) then lower(${column})
    else search_text(${column}, false)
    end`;

/** Each term of a search is in one of these columns, literally, or with all accents and forms folded. */
export const termConditions = (text: string | undefined, columns: readonly string[], sql: Parameters): string[] =>
  searchTerms(searchText(text)).map((term) => isInOneOf(term, columns, sql));

/** As `termConditions`, but of terms with `or` between them one is enough. */
export const clauseConditions = (text: string | undefined, columns: readonly string[], sql: Parameters): string[] =>
  searchClauses(searchText(text)).map(
    (terms) => `(${terms.map((term) => isInOneOf(term, columns, sql)).join(" or ")})`,
  );

function searchText(text = ""): string {
  if (text.includes("\0")) throw new Problem(400, ["Null characters are not allowed."]);
  return text.toWellFormed();
}

function isInOneOf(term: string, columns: readonly string[], sql: Parameters): string {
  const pattern = sql.add(anywhere(term));
  // folds once per statement, and only lowers the case of columns in plain ASCII
  const foldedPattern = `(select search_pattern(${sql.add(term)}::text))`;
  return `(${columns.map((column) => `${column} ilike ${pattern} or ${foldedText(column)} like ${foldedPattern}`).join(" or ")})`;
}
